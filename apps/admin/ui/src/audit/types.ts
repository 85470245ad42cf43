import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type AuditEvent = Schemas['AuditEventResponse'];
export type AuditEntry = Schemas['AuditEntryResponse'];
export type AuditPageOfEvents = Schemas['AuditPageResponse'];
export type Chain = Schemas['ChainResponse'];
export type ChainReport = Schemas['ChainReportResponse'];
export type Kind = AuditEvent['kind'];
export type Outcome = AuditEvent['outcome'];
