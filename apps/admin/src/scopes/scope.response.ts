import { ApiProperty } from '@nestjs/swagger';
import type { ListedScope, ScopeSource } from '@portcullis/oauth';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';
import { LocalTextResponse } from './local-text.js';

/** A scope, wherever it is defined. */
export class ScopeResponse {
  @ApiProperty({ example: 'orders:read' }) name: string;
  @ApiProperty({ type: LocalTextResponse, description: 'The line of the consent page.' })
  title: LocalTextResponse;
  @ApiProperty({ type: LocalTextResponse }) description: LocalTextResponse;
  @ApiProperty({
    type: String,
    isArray: true,
    description: 'What the userinfo endpoint tells a client with this scope.',
  })
  claims: string[];
  @ApiProperty({ description: 'Marked on the consent page.' }) sensitive: boolean;
  @ApiProperty({ description: 'Proposed for new clients.' }) default: boolean;
  @ApiProperty({
    enum: ['built-in', 'configuration', 'database'],
    description: 'Only one of the database can be edited here.',
  })
  source: ScopeSource;
  @ApiProperty({ description: 'How many clients may ask for it.' }) usedBy: number;
  @ApiProperty({ description: 'Its entity tag; 0 when it cannot be edited.' }) version: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) updatedAt: string | null;
}

export class ScopePageResponse extends PageResponse {
  @ApiProperty({ type: [ScopeResponse] })
  items: ScopeResponse[];
}

export function toScopeResponse(scope: ListedScope): ScopeResponse {
  const { name, title, description, claims, sensitive, isDefault, source, usedBy, version } = scope;
  return {
    name,
    title,
    description,
    claims,
    sensitive,
    default: isDefault,
    source,
    usedBy,
    version,
    updatedAt: isoTime(scope.updatedAt),
  };
}
