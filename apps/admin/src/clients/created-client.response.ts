import { ApiProperty } from '@nestjs/swagger';
import { ClientResponse } from './client.response.js';
import { NewSecretResponse } from './new-secret.response.js';

export class CreatedClientResponse {
  @ApiProperty({ type: ClientResponse })
  client: ClientResponse;

  @ApiProperty({ type: NewSecretResponse, nullable: true, description: 'Null for a public client.' })
  secret: NewSecretResponse | null;
}
