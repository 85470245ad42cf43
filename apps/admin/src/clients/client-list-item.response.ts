import { ApiProperty } from '@nestjs/swagger';
import type { Client, ClientHighlights } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';
import { ClientResponse, toClientResponse } from './client.response.js';

const OPTIONAL_TIME = { type: String, format: 'date-time', nullable: true } as const;

/** A client in the list, with what only the list shows. */
export class ClientListItemResponse extends ClientResponse {
  @ApiProperty({ ...OPTIONAL_TIME, description: 'When the first of its live secrets expires.' })
  nextSecretExpiry: string | null;

  @ApiProperty({ ...OPTIONAL_TIME, description: 'The last authorization of a user that is still stored.' })
  lastAuthorizedAt: string | null;
}

export function toListItem(
  client: Client,
  { nextSecretExpiry, lastAuthorizedAt }: ClientHighlights,
  ownClientId: string,
): ClientListItemResponse {
  return {
    ...toClientResponse(client, ownClientId),
    nextSecretExpiry: isoTime(nextSecretExpiry),
    lastAuthorizedAt: isoTime(lastAuthorizedAt),
  };
}
