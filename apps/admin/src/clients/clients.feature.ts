import type { Feature } from '../feature.js';
import { ClientAssignments } from '../members/client-assignments.js';
import { BulkClientsController } from './bulk-clients.controller.js';
import { BulkClients } from './bulk-clients.js';
import { ClientRemovalController } from './client-removal.controller.js';
import { ClientsController } from './clients.controller.js';
import { OwnRegistration } from './own-registration.js';
import { SecretsController } from './secrets.controller.js';

export const clientsFeature: Feature = {
  controllers: [ClientsController, ClientRemovalController, SecretsController, BulkClientsController],
  providers: [BulkClients, ClientAssignments, OwnRegistration],
};
