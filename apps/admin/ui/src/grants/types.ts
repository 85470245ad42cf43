import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type Grant = Schemas['GrantResponse'];
export type GrantFamily = Schemas['GrantFamilyResponse'];
export type GrantAccessToken = Schemas['GrantAccessTokenResponse'];
export type GrantEvent = Schemas['GrantEventResponse'];
export type GrantState = Grant['state'];
