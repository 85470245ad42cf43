import { ApiProperty } from '@nestjs/swagger';
import { browserName, idToText } from '@portcullis/oauth';
import type { AdminSession } from '../session/admin-session.entity.js';
import { isoTime } from '../wire/iso-time.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;

/** One browser in which the caller is signed in to the admin app. */
export class OwnSessionResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'The one that asks.' }) current: boolean;
  @ApiProperty({ ...OPTIONAL_TEXT, example: 'Firefox' }) browser: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, example: 'Linux' }) system: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'The address of the sign-in.', example: '192.0.2.7' })
  source: string | null;
  @ApiProperty(TIME) createdAt: string;
  @ApiProperty(TIME) lastSeenAt: string;
  @ApiProperty({ ...TIME, description: 'When it ends in any case.' }) expiresAt: string;
}

export class OwnSessionsResponse {
  @ApiProperty({ type: [OwnSessionResponse] }) items: OwnSessionResponse[];
}

export class EndedSessionsResponse {
  @ApiProperty({ description: 'How many were ended.' }) ended: number;
}

/** @param current the session of the request; null with an access token */
export function toOwnSession(session: AdminSession, current: AdminSession | null): OwnSessionResponse {
  const { browser, system } = browserName(session.userAgent);
  return {
    id: idToText(session.id),
    current: current !== null && session.id.equals(current.id),
    browser,
    system,
    source: session.source,
    createdAt: isoTime(session.createdAt),
    lastSeenAt: isoTime(session.lastSeenAt),
    expiresAt: isoTime(session.absoluteExpiresAt),
  };
}
