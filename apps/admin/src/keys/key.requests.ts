import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { SigningAlgorithm } from '@portcullis/oauth';
import { IsIn, IsISO8601 } from 'class-validator';
import { IfNotNull } from '../wire/optional-field.js';

export class ActivateKeyRequest {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the key is to sign. Null: as soon as every cache can know it.',
  })
  @IfNotNull()
  @IsISO8601({ strict: true, strictSeparator: true })
  activatesAt?: string | null;
}

export class PublishKeyRequest extends ActivateKeyRequest {
  @ApiProperty({ enum: ['ES256', 'RS256'] })
  @IsIn(['ES256', 'RS256'])
  algorithm: SigningAlgorithm;
}
