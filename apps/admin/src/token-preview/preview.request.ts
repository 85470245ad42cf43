import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString, MaxLength, MinLength } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';

/** A request that a client could make. */
export class PreviewRequest {
  @ApiProperty({ maxLength: 200 })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  clientId: string;

  @ApiPropertyOptional({
    maxLength: 255,
    description: 'Subject or user name. Left out: the client acts for itself.',
  })
  @IfPresent()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  user?: string;

  @ApiPropertyOptional({ type: [String], maxItems: 100, description: 'Left out: what the client may have.' })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  scopes?: string[];

  @ApiPropertyOptional({ maxLength: 2000, description: 'Resource indicator (RFC 8707).' })
  @IfPresent()
  @IsString()
  @MinLength(1)
  @MaxLength(2000)
  resource?: string;
}
