import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { RULE_NAMES, SEVERITIES, type RuleName, type Severity } from './rule.js';
import type { CheckState } from './check-list.js';

const SORTS = ['severity', '-severity', 'found', '-found'] as const;
const STATES = ['open', 'muted'] as const;

const Several = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value));

/** `search`: part of the name of what it is about, or a whole client id. */
export class ListChecksRequest extends PageRequest {
  @ApiPropertyOptional({ enum: SORTS, default: '-severity' })
  @IsOptional()
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-severity';

  @ApiPropertyOptional({ enum: RULE_NAMES, isArray: true })
  @IsOptional()
  @Several()
  @IsIn(RULE_NAMES, { each: true })
  rule?: RuleName[];

  @ApiPropertyOptional({ enum: SEVERITIES, isArray: true })
  @IsOptional()
  @Several()
  @IsIn(SEVERITIES, { each: true })
  severity?: Severity[];

  @ApiPropertyOptional({ enum: STATES, isArray: true, description: 'Left out: open ones only.' })
  @IsOptional()
  @Several()
  @IsIn(STATES, { each: true })
  state?: CheckState[];

  @ApiPropertyOptional({ description: 'Of this client and its secrets.', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  client?: string;
}

export class CountChecksRequest {
  @ApiProperty({ type: [String], description: 'Client ids.', maxItems: 100 })
  @Several()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  client: string[];
}
