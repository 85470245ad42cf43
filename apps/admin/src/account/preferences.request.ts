import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, ValidateIf } from 'class-validator';
import { LANGUAGE_CODES, type LanguageCode } from './languages.js';

/** What is left out stays. */
export class PreferencesRequest {
  @ApiPropertyOptional({
    type: String,
    enum: LANGUAGE_CODES,
    nullable: true,
    description: 'null: as each browser wishes.',
  })
  @IsOptional()
  @IsIn(LANGUAGE_CODES)
  language?: LanguageCode | null;

  @ApiPropertyOptional({ description: 'Do single letters do something on the pages?' })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  shortcuts?: boolean;
}
