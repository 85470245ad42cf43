import { ApiProperty } from '@nestjs/swagger';
import { LANGUAGE_CODES, type LanguageCode } from './languages.js';

export class PreferencesResponse {
  @ApiProperty({
    type: String,
    enum: LANGUAGE_CODES,
    nullable: true,
    description: 'null: as each browser wishes.',
  })
  language: LanguageCode | null;

  @ApiProperty({ description: 'Single letters do something on the pages.' }) shortcuts: boolean;
}
