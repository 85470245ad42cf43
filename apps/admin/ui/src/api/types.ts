// The server's own classes, as types only: the build leaves nothing of them in the browser.
export type { AddSecretRequest } from '../../../src/clients/add-secret.request.js';
export type { ClientPageResponse as ClientPage } from '../../../src/clients/client-page.response.js';
export type { ClientResponse as Client } from '../../../src/clients/client.response.js';
export type { CreateClientRequest } from '../../../src/clients/create-client.request.js';
export type { CreatedClientResponse as CreatedClient } from '../../../src/clients/created-client.response.js';
export type { NewSecretResponse as NewSecret } from '../../../src/clients/new-secret.response.js';
export type { SecretResponse as Secret } from '../../../src/clients/secret.response.js';
export type { ApiProblemResponse } from '../../../src/errors/api-problem.response.js';
export type { SessionResponse as Session } from '../../../src/session/session.response.js';
export type { SignedOutResponse as SignedOut } from '../../../src/session/signed-out.response.js';
