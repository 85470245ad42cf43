import { RequestUris } from '../authorize/request-uris.js';
import { ParController } from './par.controller.js';
import { PushedRequests } from './pushed-requests.js';

/** Pushed authorization requests (RFC 9126). */
export const PAR = {
  controllers: [ParController],
  providers: [PushedRequests, { provide: RequestUris, useExisting: PushedRequests }],
};
