import { ApiProperty } from '@nestjs/swagger';
import { browserName, idToText, type Factors, type Session, type UserApp } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;
const TEXT_LIST = { type: String, isArray: true } as const;
const TIME = { type: String, format: 'date-time' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true } as const;

/** A browser in which a user is signed in. */
export class UserSessionResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ ...OPTIONAL_TEXT, example: 'Firefox' }) browser: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, example: 'Windows' }) system: string | null;
  @ApiProperty({ enum: ['desktop', 'mobile', 'tablet'], nullable: true }) device: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'The address from which they signed in.' })
  source: string | null;
  @ApiProperty(TIME) signedInAt: string;
  @ApiProperty(TIME) expiresAt: string;
  @ApiProperty({ description: 'Goes on after the browser is closed.' }) kept: boolean;
  @ApiProperty({ ...TEXT_LIST, description: 'How they proved who they are (RFC 8176).' }) amr: string[];
}

/** A client to which a user gave access. */
export class UserAppResponse {
  @ApiProperty() clientId: string;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Null when it is not registered (any more).' })
  name: string | null;
  @ApiProperty(TEXT_LIST) scopes: string[];
  @ApiProperty({ description: 'Live grants; 0: it has no access, but would get it without asking.' })
  liveGrants: number;
  @ApiProperty({ description: 'One of them goes on while the user is away.' }) offline: boolean;
  @ApiProperty(OPTIONAL_TIME) since: string | null;
  @ApiProperty(OPTIONAL_TIME) lastUsedAt: string | null;
}

export class UserPasskeyResponse {
  @ApiProperty() name: string;
  @ApiProperty(TIME) createdAt: string;
  @ApiProperty(OPTIONAL_TIME) lastUsedAt: string | null;
}

/** What a user can prove beside a password. */
export class SecondFactorResponse {
  @ApiProperty({ ...OPTIONAL_TIME, description: 'When an authenticator app was set up; null without one.' })
  appSince: string | null;
  @ApiProperty({ type: [UserPasskeyResponse] }) passkeys: UserPasskeyResponse[];
  @ApiProperty() recoveryCodesLeft: number;
}

export function toUserSessionResponse(session: Session): UserSessionResponse {
  return {
    id: idToText(session.id),
    ...browserName(session.userAgent),
    source: session.source,
    signedInAt: isoTime(session.authenticatedAt),
    expiresAt: isoTime(session.expiresAt),
    kept: session.kept,
    amr: session.amr ?? [],
  };
}

export function toUserAppResponse({ clientId, client, scopes, authorizations }: UserApp): UserAppResponse {
  const times = authorizations.map(({ authorization }) => authorization.createdAt);
  const uses = authorizations.map(({ lastUsedAt }) => lastUsedAt);
  return {
    clientId,
    name: client?.name ?? null,
    scopes: [...scopes],
    liveGrants: authorizations.length,
    offline: authorizations.some(({ authorization }) => authorization.offline),
    since: times.length > 0 ? isoTime(Math.min(...times)) : null,
    lastUsedAt: uses.length > 0 ? isoTime(Math.max(...uses)) : null,
  };
}

export function toSecondFactorResponse({ app, passkeys, recoveryCodesLeft }: Factors): SecondFactorResponse {
  return {
    appSince: app && isoTime(app.createdAt),
    passkeys: passkeys.map(({ name, createdAt, lastUsedAt }) => ({
      name,
      createdAt: isoTime(createdAt),
      lastUsedAt: isoTime(lastUsedAt),
    })),
    recoveryCodesLeft,
  };
}
