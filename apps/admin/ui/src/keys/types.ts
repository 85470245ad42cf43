import type { components } from '../api/schema.js';

export type Key = components['schemas']['ListedKeyResponse'];
export type Keys = components['schemas']['KeysResponse'];
export type KeyState = Key['state'];
