import { ApiProperty } from '@nestjs/swagger';
import { ClientResponse } from './client.response.js';

export class ClientPageResponse {
  @ApiProperty({ type: [ClientResponse] })
  items: ClientResponse[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null on the last.',
  })
  next: string | null;
}
