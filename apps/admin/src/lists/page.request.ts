import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { WithoutNul } from './without-nul.decorator.js';

/** What every list takes. A list that can be sorted adds `sort` with the names it knows. */
export class PageRequest {
  @ApiPropertyOptional({ description: 'What to look for.', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @WithoutNul()
  search?: string;

  @ApiPropertyOptional({ description: 'From `next` of the page before.', maxLength: 1000 })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 20 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}
