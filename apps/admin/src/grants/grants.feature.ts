import type { Feature } from '../feature.js';
import { ClientGrantsController } from './client-grants.controller.js';
import { GrantsController } from './grants.controller.js';

export const grantsFeature: Feature = {
  controllers: [GrantsController, ClientGrantsController],
  providers: [],
};
