import { ApiProperty } from '@nestjs/swagger';
import { PageResponse } from '../lists/page.response.js';
import { ClientListItemResponse } from './client-list-item.response.js';

export class ClientPageResponse extends PageResponse {
  @ApiProperty({ type: [ClientListItemResponse] })
  items: ClientListItemResponse[];
}
