import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_KINDS, AUDIT_OUTCOMES, auditEventOf, type AuditEvent } from '@portcullis/oauth';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';
import type { KnownNames } from './audit-names.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;

/** A person of an event. */
export class AuditPersonResponse {
  @ApiProperty() subject: string;
  @ApiProperty({
    ...OPTIONAL_TEXT,
    description: 'As it was then, or as it is now; null when nobody knows it.',
  })
  name: string | null;
}

export class AuditClientResponse {
  @ApiProperty() clientId: string;
  @ApiProperty({
    ...OPTIONAL_TEXT,
    description: 'As it is now; null for one that is not registered (any more).',
  })
  name: string | null;
}

/** One event of the audit log. */
export class AuditEventResponse {
  @ApiProperty({ format: 'uuid' }) reference: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ example: 'client.updated' }) event: string;
  @ApiProperty({ enum: AUDIT_KINDS }) kind: (typeof AUDIT_KINDS)[number];
  @ApiProperty({ enum: AUDIT_OUTCOMES }) outcome: (typeof AUDIT_OUTCOMES)[number];
  @ApiProperty({ type: AuditPersonResponse, nullable: true, description: 'Who did it.' })
  actor: AuditPersonResponse | null;
  @ApiProperty({ type: AuditPersonResponse, nullable: true, description: 'Whom it happened to.' })
  target: AuditPersonResponse | null;
  @ApiProperty({ type: AuditClientResponse, nullable: true }) client: AuditClientResponse | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'IP address of the request.' }) source: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Details; never a secret.' })
  data: Record<string, unknown>;
}

export class AuditPageResponse extends PageResponse {
  @ApiProperty({ type: [AuditEventResponse] }) items: AuditEventResponse[];
}

/** One event between its neighbours of the same search. */
export class AuditEntryResponse extends AuditEventResponse {
  @ApiProperty({ ...OPTIONAL_TEXT, format: 'uuid' }) newer: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, format: 'uuid' }) older: string | null;
}

export function toAuditEventResponse(event: AuditEvent, names: KnownNames): AuditEventResponse {
  const { kind, outcome } = auditEventOf(event.event);
  const { actor, actorName, subject, clientId } = event;
  const nameOf = (of: string): string | null =>
    (of === actor ? actorName : null) ?? names.people.get(of) ?? names.clients.get(of) ?? null;
  return {
    reference: event.id,
    at: isoTime(event.at),
    event: event.event,
    ...{ kind, outcome },
    actor: actor === null ? null : { subject: actor, name: nameOf(actor) },
    target: subject === null ? null : { subject, name: nameOf(subject) },
    client: clientId === null ? null : { clientId, name: names.clients.get(clientId) ?? null },
    source: event.source ?? null,
    data: event.data,
  };
}
