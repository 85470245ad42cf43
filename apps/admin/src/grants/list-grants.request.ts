import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { IfPresent } from '../wire/optional-field.js';

export const GRANT_STATES = ['live', 'revoked', 'expired'] as const;
const GRANT_SORTS = ['created', '-created', 'expires', '-expires'] as const;

/** `search`: part of the name or e-mail address of a user or of the name of a client, or a whole id. */
export class ListGrantsRequest extends PageRequest {
  @ApiPropertyOptional({ enum: GRANT_SORTS, default: '-created' })
  @IfPresent()
  @IsIn(GRANT_SORTS)
  sort?: (typeof GRANT_SORTS)[number];

  @ApiPropertyOptional({ enum: GRANT_STATES, isArray: true })
  @IfPresent()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value : [value]))
  @IsIn(GRANT_STATES, { each: true })
  state?: (typeof GRANT_STATES)[number][];

  @ApiPropertyOptional({ enum: ['yes', 'no'], description: 'Does it go on while the user is away?' })
  @IfPresent()
  @IsIn(['yes', 'no'])
  offline?: 'yes' | 'no';

  @ApiPropertyOptional({ maxLength: 255, description: 'Of this user.' })
  @IfPresent()
  @IsString()
  @MaxLength(255)
  subject?: string;

  @ApiPropertyOptional({ maxLength: 255, description: 'Of this client.' })
  @IfPresent()
  @IsString()
  @MaxLength(255)
  clientId?: string;
}
