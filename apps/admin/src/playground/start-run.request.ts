import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsString, MaxLength } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';
import { FLOWS, type Flow } from './run.js';

export class StartRunRequest {
  @ApiProperty({ enum: FLOWS })
  @IsIn(FLOWS)
  flow: Flow;

  @ApiPropertyOptional({ type: [String], maxItems: 50 })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  scopes?: string[];
}
