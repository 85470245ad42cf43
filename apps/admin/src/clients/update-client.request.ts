import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';
import { ClientSettingsRequest } from './client-settings.request.js';

export class UpdateClientRequest extends ClientSettingsRequest {
  @ApiPropertyOptional({ example: 'Acme Wiki', minLength: 1, maxLength: 200 })
  @IfPresent()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;
}
