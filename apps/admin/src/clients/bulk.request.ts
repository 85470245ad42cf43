import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, MaxLength, ValidateNested } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';
import { ClientFilterRequest } from './client-filter.request.js';

/** As many clients at most are changed by one call. */
export const MOST_AT_ONCE = 10_000;

/** Which clients: either those named, or all that match what the list was narrowed to. */
export class BulkRequest {
  @ApiPropertyOptional({ type: [String], maxItems: MOST_AT_ONCE, description: 'Client ids.' })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(MOST_AT_ONCE)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  keys?: string[];

  @ApiPropertyOptional({ type: ClientFilterRequest, description: 'Instead of keys; empty: every client.' })
  @IfPresent()
  @ValidateNested()
  @Type(() => ClientFilterRequest)
  matching?: ClientFilterRequest;

  @ApiPropertyOptional({ description: 'Counts, and changes nothing.' })
  @IfPresent()
  @IsBoolean()
  dryRun?: boolean;
}
