import { ApiProperty } from '@nestjs/swagger';
import type { ClientSecret } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

const OPTIONAL_TIME = { type: String, format: 'date-time', nullable: true } as const;

/** A secret in a list: everything but the value, which nobody can read again. */
export class SecretResponse {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty({ description: 'The first characters of the value.' }) prefix: string;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty() createdBy: string;
  @ApiProperty(OPTIONAL_TIME) expiresAt: string | null;
  @ApiProperty(OPTIONAL_TIME) lastUsedAt: string | null;
  @ApiProperty(OPTIONAL_TIME) disabledAt: string | null;
}

export class RevokedSecretsResponse {
  @ApiProperty({ description: 'Secrets that still worked.' }) secrets: number;
}

export function toSecretResponse(secret: ClientSecret): SecretResponse {
  return {
    id: secret.id,
    name: secret.name,
    prefix: secret.prefix,
    createdAt: isoTime(secret.createdAt),
    createdBy: secret.createdBy,
    expiresAt: isoTime(secret.expiresAt),
    lastUsedAt: isoTime(secret.lastUsedAt),
    disabledAt: isoTime(secret.disabledAt),
  };
}
