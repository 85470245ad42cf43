import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { FORMATS, type ConfigFormat } from './config-document.js';

export class ExportConfigRequest {
  @ApiPropertyOptional({ enum: FORMATS, default: 'yaml' })
  @IsOptional()
  @IsIn(FORMATS)
  format: ConfigFormat = 'yaml';
}

export class ImportConfigQuery {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Says what would change, and changes nothing.',
  })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  dryRun: boolean = false;
}

export class ImportConfigRequest {
  @ApiProperty({ description: 'As GET /api/config/export gives it: YAML or JSON.', maxLength: 200_000 })
  @IsString()
  @MaxLength(200_000)
  document: string;
}
