import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type Member = Schemas['MemberResponse'];
export type Candidate = Schemas['CandidateResponse'];
export type Role = Member['role'];
