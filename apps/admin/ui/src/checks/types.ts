import type { components } from '../api/schema.js';

export type Check = components['schemas']['CheckResponse'];
