import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';
import { ClientSettingsRequest } from './client-settings.request.js';

export class CreateClientRequest extends ClientSettingsRequest {
  @ApiProperty({ example: 'Acme Wiki', minLength: 1, maxLength: 200 })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name: string;

  @ApiPropertyOptional({
    description: 'Chosen by the server when absent.',
    maxLength: 200,
    example: 'acme-wiki',
  })
  @IfPresent()
  @IsString()
  @MaxLength(200)
  clientId?: string;
}
