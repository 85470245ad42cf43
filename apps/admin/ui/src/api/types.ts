import type { components, paths } from './schema.js';

type Schemas = components['schemas'];

// What the JSON API speaks of, by the names that the pages use.
export type AddSecretRequest = Schemas['AddSecretRequest'];
export type BulkRequest = Schemas['BulkRequest'];
export type Client = Schemas['ClientResponse'];
export type ClientListItem = Schemas['ClientListItemResponse'];
export type ClientListQuery = NonNullable<paths['/api/clients']['get']['parameters']['query']>;
export type ClientPage = Schemas['ClientPageResponse'];
export type CreateClientRequest = Schemas['CreateClientRequest'];
export type CreatedClient = Schemas['CreatedClientResponse'];
export type NewSecret = Schemas['NewSecretResponse'];
export type Secret = Schemas['SecretResponse'];
export type ApiProblemResponse = Schemas['ApiProblemResponse'];
export type Reference = Schemas['ReferenceResponse'];
export type UpdateClientRequest = Schemas['UpdateClientRequest'];
export type Session = Schemas['SessionResponse'];
