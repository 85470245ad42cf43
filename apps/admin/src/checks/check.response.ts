import { ApiProperty } from '@nestjs/swagger';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';
import type { ScanState } from './check-scans.js';
import type { Finding } from './finding.entity.js';
import type { MutedCheck } from './muted-check.entity.js';
import { OBJECT_KINDS, RULE_NAMES, SEVERITIES, type Details } from './rule.js';

export class MuteResponse {
  @ApiProperty() reason: string;
  @ApiProperty({ description: 'Name of the member.' }) by: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
}

/** What a fix would do. */
export class FixResponse {
  @ApiProperty({ enum: ['settings', 'disable_secret'] }) kind: 'settings' | 'disable_secret';
  @ApiProperty({
    type: Object,
    additionalProperties: true,
    description: 'The settings of the client that it would set.',
  })
  changes: Record<string, unknown>;
}

/** Something that a rule has found. */
export class CheckResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: RULE_NAMES }) rule: (typeof RULE_NAMES)[number];
  @ApiProperty({ enum: SEVERITIES }) severity: (typeof SEVERITIES)[number];
  @ApiProperty({ enum: OBJECT_KINDS }) objectKind: (typeof OBJECT_KINDS)[number];
  @ApiProperty({ description: 'Client id, id of the secret, scope, kid, or name of the setting.' })
  objectId: string;
  @ApiProperty() objectName: string;
  @ApiProperty({ type: String, nullable: true }) clientId: string | null;
  @ApiProperty({ description: 'Of the client, as its ETag carries it; 0 without a client.' })
  version: number;
  @ApiProperty({
    type: Object,
    additionalProperties: true,
    description: 'What the rule has seen, such as redirect URIs or the end of a secret.',
  })
  details: Details;
  @ApiProperty({ type: FixResponse, nullable: true }) fix: FixResponse | null;
  @ApiProperty({ type: MuteResponse, nullable: true }) muted: MuteResponse | null;
  @ApiProperty({ type: String, format: 'date-time' }) foundAt: string;
}

export class CheckPageResponse extends PageResponse {
  @ApiProperty({ type: [CheckResponse] }) items: CheckResponse[];
  @ApiProperty({ description: 'Everything is being looked at again.' }) scanning: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Of the last time.' })
  scannedAt: string | null;
}

export class ClientCheckCountResponse {
  @ApiProperty() clientId: string;
  @ApiProperty({ description: 'Open issues of the client and its secrets.' }) open: number;
}

export function toCheckResponse(finding: Finding, mute: MutedCheck | undefined): CheckResponse {
  const { fix } = finding;
  return {
    id: finding.id,
    rule: finding.rule,
    severity: SEVERITIES[finding.severity - 1]!,
    objectKind: finding.objectKind,
    objectId: finding.objectId,
    objectName: finding.objectName,
    clientId: finding.clientId,
    version: finding.version,
    details: finding.details,
    fix: fix && { kind: fix.kind, changes: fix.kind === 'settings' ? { ...fix.changes } : {} },
    muted:
      finding.muted && mute ? { reason: mute.reason, by: mute.mutedBy, at: isoTime(mute.mutedAt) } : null,
    foundAt: isoTime(finding.foundAt),
  };
}

export function scanFields({
  running,
  finishedAt,
}: ScanState): Pick<CheckPageResponse, 'scanning' | 'scannedAt'> {
  return { scanning: running, scannedAt: isoTime(finishedAt) };
}
