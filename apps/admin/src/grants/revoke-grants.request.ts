import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { WithoutNul } from '../lists/without-nul.decorator.js';
import { IfPresent } from '../wire/optional-field.js';
import { GRANT_STATES } from './list-grants.request.js';

/** The same conditions as those of the list. */
export class MatchingGrantsRequest {
  @ApiPropertyOptional({ maxLength: 200 })
  @IfPresent()
  @IsString()
  @MaxLength(200)
  @WithoutNul()
  search?: string;

  @ApiPropertyOptional({ enum: GRANT_STATES, isArray: true })
  @IfPresent()
  @IsArray()
  @IsIn(GRANT_STATES, { each: true })
  state?: (typeof GRANT_STATES)[number][];

  @ApiPropertyOptional({ enum: ['yes', 'no'] })
  @IfPresent()
  @IsIn(['yes', 'no'])
  offline?: 'yes' | 'no';

  @ApiPropertyOptional({ maxLength: 255 })
  @IfPresent()
  @IsString()
  @MaxLength(255)
  subject?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IfPresent()
  @IsString()
  @MaxLength(255)
  clientId?: string;
}

/** Either `ids` or `matching`. */
export class RevokeGrantsRequest {
  @ApiPropertyOptional({ type: [String], format: 'uuid', minItems: 1, maxItems: 100 })
  @IfPresent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  ids?: string[];

  @ApiPropertyOptional({ type: MatchingGrantsRequest, description: 'Everything that the list would show.' })
  @IfPresent()
  @ValidateNested()
  @Type(() => MatchingGrantsRequest)
  matching?: MatchingGrantsRequest;

  @ApiPropertyOptional({ description: 'Only count what would be revoked.', default: false })
  @IfPresent()
  @IsBoolean()
  dryRun?: boolean;
}
