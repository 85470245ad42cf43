import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type Preview = Schemas['PreviewResponse'];
export type PreviewedClaim = Schemas['PreviewedClaimResponse'];
export type AbsentClaim = Schemas['AbsentClaimResponse'];
export type PreviewedClaims = Schemas['PreviewedClaimsResponse'];
