import { ApiPropertyOptional, IntersectionType, PickType } from '@nestjs/swagger';
import {
  AUDIT_KINDS,
  AUDIT_OUTCOMES,
  type AuditFilter,
  type AuditKind,
  type AuditOutcome,
} from '@portcullis/oauth';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { WithoutNul } from '../lists/without-nul.decorator.js';

/** How far back, counted from now. Milliseconds. */
const PERIODS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const;

type Period = keyof typeof PERIODS;

const EVENT_NAME = /^[a-z][a-z_]*\.[\w.-]{1,60}$/;

/** A parameter that may be repeated. */
const Several = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    value === undefined || Array.isArray(value) ? value : [value],
  );

/** Which events: those that fit everything that is given. */
export class AuditFilterRequest {
  @ApiPropertyOptional({
    description: "Part of an event's or an actor's name or of the details, or a whole id of any kind.",
    maxLength: 200,
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @WithoutNul()
  search?: string;

  @ApiPropertyOptional({ enum: Object.keys(PERIODS), description: 'How far back from now.' })
  @IsOptional()
  @IsIn(Object.keys(PERIODS))
  within?: Period;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The first instant that is not included.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional({ type: [String], description: 'Names of events, such as `client.updated`.' })
  @IsOptional()
  @Several()
  @ArrayMaxSize(100)
  @Matches(EVENT_NAME, { each: true })
  event?: string[];

  @ApiPropertyOptional({ enum: AUDIT_KINDS, isArray: true })
  @IsOptional()
  @Several()
  @ArrayMaxSize(100)
  @IsIn(AUDIT_KINDS, { each: true })
  kind?: AuditKind[];

  @ApiPropertyOptional({ enum: AUDIT_OUTCOMES, isArray: true })
  @IsOptional()
  @Several()
  @ArrayMaxSize(100)
  @IsIn(AUDIT_OUTCOMES, { each: true })
  outcome?: AuditOutcome[];

  @ApiPropertyOptional({ description: 'The subject of who did it.', maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  actor?: string;

  @ApiPropertyOptional({ description: 'The subject of whom it happened to.', maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  subject?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  clientId?: string;

  @ApiPropertyOptional({ description: 'An IP address as the log has it.', maxLength: 64 })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  source?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @Matches(/^[0-9a-f-]{36}$/)
  reference?: string;
}

export class ListAuditRequest extends IntersectionType(
  AuditFilterRequest,
  PickType(PageRequest, ['cursor', 'limit'] as const),
) {}

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportAuditRequest extends AuditFilterRequest {
  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'csv' })
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'csv';
}

/** @param now milliseconds since the epoch */
export function toAuditFilter(request: AuditFilterRequest, now: number): AuditFilter {
  const { within, from, to, event, kind, outcome, search, actor, subject, clientId, source, reference } =
    request;
  const starts = [within && now - PERIODS[within], from && Date.parse(from)].filter(
    (start) => typeof start === 'number',
  );
  return {
    from: starts.length > 0 ? Math.max(...starts) : undefined,
    to: to ? Date.parse(to) : undefined,
    events: event,
    kinds: kind,
    outcomes: outcome,
    ...{ actor, subject, clientId, source, reference, text: search?.trim() },
  };
}
