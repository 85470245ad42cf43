import { ApiProperty } from '@nestjs/swagger';
import type { ListedResource } from '@portcullis/oauth';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';

/** An API that tokens are for. */
export class ResourceResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({
    example: 'https://orders.example.com',
    description: 'The audience of its tokens (RFC 8707).',
  })
  audience: string;
  @ApiProperty() name: string;
  @ApiProperty() description: string;
  @ApiProperty({ type: String, isArray: true }) scopes: string[];
  @ApiProperty({ description: 'How many clients may ask for tokens for it.' }) usedBy: number;
  @ApiProperty() version: number;
  @ApiProperty({ type: String, format: 'date-time' }) updatedAt: string;
}

export class ResourcePageResponse extends PageResponse {
  @ApiProperty({ type: [ResourceResponse] })
  items: ResourceResponse[];
}

export function toResourceResponse(resource: ListedResource): ResourceResponse {
  const { id, audience, name, description, scopes, usedBy, version } = resource;
  return { id, audience, name, description, scopes, usedBy, version, updatedAt: isoTime(resource.updatedAt) };
}
