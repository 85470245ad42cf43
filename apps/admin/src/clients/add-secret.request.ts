import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsString, MaxLength, MinLength } from 'class-validator';
import { IfNotNull } from '../wire/optional-field.js';

export class AddSecretRequest {
  @ApiProperty({ example: 'Rotation in May', minLength: 1, maxLength: 100 })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null: does not expire.',
  })
  @IfNotNull()
  @IsISO8601({ strict: true, strictSeparator: true })
  expiresAt?: string | null;
}
