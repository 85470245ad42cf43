import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { NewScope, ScopeSettings, ScopeSource } from '@portcullis/oauth';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { IfPresent } from '../wire/optional-field.js';
import { LocalTextResponse } from './local-text.js';

const SOURCES = ['built-in', 'configuration', 'database'] as const;
const SORTS = ['name', '-name', 'usedBy', '-usedBy'] as const;

/** `search`: part of a name or of a text in any language. */
export class ListScopesRequest extends PageRequest {
  @ApiPropertyOptional({ enum: SOURCES, isArray: true })
  @IsOptional()
  @Transform(({ value }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @IsIn(SOURCES, { each: true })
  source?: ScopeSource[];

  @ApiPropertyOptional({ enum: SORTS, default: 'name' })
  @IsOptional()
  @IsIn(SORTS)
  sort?: (typeof SORTS)[number];
}

export class UpdateScopeRequest {
  @ApiPropertyOptional({ type: LocalTextResponse, description: 'The line of the consent page.' })
  @IfPresent()
  @ValidateNested()
  @Type(() => LocalTextResponse)
  title?: LocalTextResponse;

  @ApiPropertyOptional({ type: LocalTextResponse })
  @IfPresent()
  @ValidateNested()
  @Type(() => LocalTextResponse)
  description?: LocalTextResponse;

  @ApiPropertyOptional({ type: String, isArray: true, example: ['department'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  claims?: string[];

  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  sensitive?: boolean;

  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  default?: boolean;
}

export class CreateScopeRequest extends UpdateScopeRequest {
  @ApiProperty({ example: 'orders:read', maxLength: 128 })
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  name: string;
}

export class DeleteScopeRequest {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'Takes it off the lists of the clients that have it, in the same step.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  fromClients?: 'true' | 'false';
}

const NO_TEXT = { en: '', 'zh-CN': '' };

export function toNewScope({ name, ...body }: CreateScopeRequest): NewScope {
  const none = { title: NO_TEXT, description: NO_TEXT, claims: [], sensitive: false, isDefault: false };
  return { name, ...none, ...toScopeChanges(body) };
}

export function toScopeChanges(body: UpdateScopeRequest): Partial<ScopeSettings> {
  const { title, description, claims, sensitive, default: isDefault } = body;
  return {
    ...(title && { title: { ...title } }),
    ...(description && { description: { ...description } }),
    ...(claims && { claims: [...new Set(claims)] }),
    ...(sensitive !== undefined && { sensitive }),
    ...(isDefault !== undefined && { isDefault }),
  };
}
