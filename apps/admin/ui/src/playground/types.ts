import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type Run = Schemas['RunResponse'];
export type Exchange = Schemas['ExchangeResponse'];
export type ReadToken = Schemas['ReadTokenResponse'];
export type Act = Run['acts'][number];
export type Flow = Run['flow'];
