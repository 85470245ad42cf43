import { ApiProperty } from '@nestjs/swagger';
import type { NewSecret } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

/** The only answer that ever carries a secret's value. */
export class NewSecretResponse {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty() prefix: string;
  @ApiProperty({ description: 'Shown this once. Only its SHA-256 is stored.' }) value: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt: string | null;
}

export function toNewSecretResponse({ id, name, prefix, value, expiresAt }: NewSecret): NewSecretResponse {
  return { id, name, prefix, value, expiresAt: isoTime(expiresAt) };
}
