import type { components } from '../api/schema.js';

export type Scope = components['schemas']['ScopeResponse'];
export type LocalText = components['schemas']['LocalTextResponse'];
export type Resource = components['schemas']['ResourceResponse'];
export type ScopeSource = Scope['source'];
