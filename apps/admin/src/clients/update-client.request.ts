import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { ClientSettingsRequest } from './client-settings.request.js';
import { IfPresent } from './optional-field.js';

export class UpdateClientRequest extends ClientSettingsRequest {
  @ApiPropertyOptional({ example: 'Acme Wiki', minLength: 1, maxLength: 200 })
  @IfPresent()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;
}
