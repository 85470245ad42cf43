import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ResourceSettings } from '@portcullis/oauth';
import { ArrayMaxSize, IsArray, IsString, MaxLength, MinLength } from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { IfPresent } from '../wire/optional-field.js';

/** `search`: part of a name or of an identifier. */
export class ListResourcesRequest extends PageRequest {}

export class UpdateResourceRequest {
  @ApiPropertyOptional({ example: 'https://orders.example.com', maxLength: 500 })
  @IfPresent()
  @IsString()
  @MaxLength(500)
  audience?: string;

  @ApiPropertyOptional({ example: 'Orders', minLength: 1, maxLength: 100 })
  @IfPresent()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name?: string;

  @ApiPropertyOptional({ maxLength: 300 })
  @IfPresent()
  @IsString()
  @MaxLength(300)
  description?: string;

  @ApiPropertyOptional({ type: String, isArray: true, example: ['orders:read'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  scopes?: string[];
}

export class CreateResourceRequest {
  @ApiProperty({ example: 'https://orders.example.com', maxLength: 500 })
  @IsString()
  @MaxLength(500)
  audience: string;

  @ApiProperty({ example: 'Orders', minLength: 1, maxLength: 100 })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name: string;

  @ApiPropertyOptional({ maxLength: 300 })
  @IfPresent()
  @IsString()
  @MaxLength(300)
  description?: string;

  @ApiPropertyOptional({ type: String, isArray: true, example: ['orders:read'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  scopes?: string[];
}

export function toNewResource(body: CreateResourceRequest): ResourceSettings {
  const { audience, name, description = '', scopes = [] } = body;
  return { audience, name, description, scopes: [...new Set(scopes)] };
}

/** What the body does not name stays as it is. */
export function toResourceChanges(body: UpdateResourceRequest): Partial<ResourceSettings> {
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<ResourceSettings>;
}
