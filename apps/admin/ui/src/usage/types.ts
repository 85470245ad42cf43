import type { components } from '../api/schema.js';

export type Usage = components['schemas']['UsageResponse'];
export type GrantUsage = components['schemas']['GrantUsageResponse'];
