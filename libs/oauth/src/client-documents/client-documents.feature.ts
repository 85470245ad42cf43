import { ClientSource } from '../clients/client-source.js';
import { ClientDocuments } from './client-documents.js';

/** Clients whose id is the address of their metadata (draft-ietf-oauth-client-id-metadata-document). */
export const CLIENT_DOCUMENTS = {
  controllers: [],
  providers: [ClientDocuments, { provide: ClientSource, useExisting: ClientDocuments }],
};
