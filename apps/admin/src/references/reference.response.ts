import { ApiProperty } from '@nestjs/swagger';
import type { Client, ReferredError } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;

/** The client of an error, if it is registered. */
export class ReferenceClientResponse {
  @ApiProperty() clientId: string;
  @ApiProperty() name: string;
  @ApiProperty() disabled: boolean;
}

/** What was thrown, without anything that could be a secret. */
export class ReferenceFailureResponse {
  @ApiProperty({ example: 'TypeError' }) name: string;
  @ApiProperty() line: string;
}

/** An error that somebody was shown. */
export class ReferenceResponse {
  @ApiProperty({ format: 'uuid' }) reference: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ enum: ['authorization_request.refused', 'logout_request.refused', 'request.failed'] })
  event: string;
  @ApiProperty({ enum: ['unknown-client', 'redirect-mismatch', 'malformed', 'server'] }) kind: string;
  @ApiProperty({ description: 'HTTP status of the answer.' }) status: number;
  @ApiProperty({ example: 'invalid_request' }) code: string;
  @ApiProperty() description: string;
  @ApiProperty(OPTIONAL_TEXT) clientId: string | null;
  @ApiProperty({ type: ReferenceClientResponse, nullable: true })
  client: ReferenceClientResponse | null;
  @ApiProperty({
    ...OPTIONAL_TEXT,
    description: 'The redirect URI of the request, or its client id, when it was not registered.',
  })
  received: string | null;
  @ApiProperty({
    type: String,
    isArray: true,
    description: 'What it was compared with, as it is registered now.',
  })
  registered: string[];
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Of a request that failed.' }) method: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Of a request that failed, without its query.' })
  path: string | null;
  @ApiProperty({ type: ReferenceFailureResponse, nullable: true })
  failure: ReferenceFailureResponse | null;
}

/** @param client of the error; null when it is not registered (any more) */
export function toReferenceResponse(error: ReferredError, client: Client | null): ReferenceResponse {
  const { reference, event, kind, status, code, description, clientId, received, method, path } = error;
  const registered =
    event === 'logout_request.refused' ? client?.postLogoutRedirectUris : client?.redirectUris;
  return {
    reference,
    at: isoTime(error.at),
    event,
    kind,
    status,
    code,
    description,
    clientId,
    client: client && {
      clientId: client.clientId,
      name: client.name,
      disabled: client.disabledAt !== null,
    },
    received,
    registered: received === null ? [] : (registered ?? []),
    method,
    path,
    failure: error.failure && { name: error.failure.name, line: error.failure.line },
  };
}
