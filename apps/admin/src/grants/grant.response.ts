import { ApiProperty } from '@nestjs/swagger';
import {
  idToText,
  type AccessToken,
  type AuditEvent,
  type AuthorizationFamily,
  type ListedAuthorization,
  type RefreshToken,
} from '@portcullis/oauth';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';
import { GRANT_STATES } from './list-grants.request.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;
const TEXT_LIST = { type: String, isArray: true } as const;
const TIME = { type: String, format: 'date-time' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true } as const;

/** What a user allowed a client on one occasion. */
export class GrantResponse {
  @ApiProperty({ format: 'uuid', description: 'Also `grant_id` of its JWT access tokens.' }) id: string;
  @ApiProperty() clientId: string;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Null when it is not registered (any more).' })
  clientName: string | null;
  @ApiProperty({ description: 'The client is disabled: its tokens do not count.' }) clientDisabled: boolean;
  @ApiProperty() subject: string;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Null for a user who is not in the built-in store.' })
  username: string | null;
  @ApiProperty(OPTIONAL_TEXT) userName: string | null;
  @ApiProperty(TEXT_LIST) scopes: string[];
  @ApiProperty({ description: 'Goes on while the user is away (`offline_access`).' }) offline: boolean;
  @ApiProperty({ enum: GRANT_STATES }) state: string;
  @ApiProperty(TIME) createdAt: string;
  @ApiProperty({ ...TIME, description: 'When it was last known to be used.' }) lastUsedAt: string;
  @ApiProperty({ ...TIME, description: 'With a refresh token: unless that is used before.' })
  expiresAt: string;
  @ApiProperty(OPTIONAL_TIME) revokedAt: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of the refresh token: how many there were. Null without one.',
  })
  generation: number | null;
}

export class GrantPageResponse extends PageResponse {
  @ApiProperty({ type: [GrantResponse] }) items: GrantResponse[];
}

/** How the client came for its tokens. */
export class GrantCodeResponse {
  @ApiProperty({ enum: ['authorization_code', 'device_code'] }) kind: string;
  @ApiProperty({ ...OPTIONAL_TIME, description: 'Null while it was not used.' }) redeemedAt: string | null;
  @ApiProperty(TIME) expiresAt: string;
  @ApiProperty(OPTIONAL_TEXT) redirectUri: string | null;
}

/** One generation of the refresh token. */
export class RefreshGenerationResponse {
  @ApiProperty({ description: 'From 1.' }) generation: number;
  @ApiProperty({ ...OPTIONAL_TIME, description: 'Null when it is not kept any more.' })
  issuedAt: string | null;
  @ApiProperty({
    ...OPTIONAL_TIME,
    description: 'When its successor took its place; null for the current one.',
  })
  rotatedAt: string | null;
}

/** The refresh tokens of a grant (ADR 0003). */
export class RefreshFamilyResponse {
  @ApiProperty({ description: 'How many there were.' }) generation: number;
  @ApiProperty({ type: [RefreshGenerationResponse], description: 'The latest ones, the oldest first.' })
  latest: RefreshGenerationResponse[];
  @ApiProperty({ description: 'Older ones, of which only the number is known.' }) earlier: number;
  @ApiProperty({ ...TIME, description: 'Unless it is used before.' }) idleExpiresAt: string;
  @ApiProperty({ ...TIME, description: 'In any case.' }) expiresAt: string;
  @ApiProperty({ description: 'Bound to a key of the client (RFC 9449).' }) keyBound: boolean;
}

export class GrantAccessTokenResponse {
  @ApiProperty({ format: 'uuid', description: '`jti`.' }) id: string;
  @ApiProperty({ enum: ['opaque', 'jwt'] }) format: string;
  @ApiProperty(TEXT_LIST) scopes: string[];
  @ApiProperty(TEXT_LIST) audience: string[];
  @ApiProperty(TIME) issuedAt: string;
  @ApiProperty(TIME) expiresAt: string;
  @ApiProperty(OPTIONAL_TIME) revokedAt: string | null;
}

/** Something that was noticed about a grant. */
export class GrantEventResponse {
  @ApiProperty({ format: 'uuid', description: 'In the audit log.' }) reference: string;
  @ApiProperty(TIME) at: string;
  @ApiProperty({ example: 'refresh_token.reused' }) event: string;
  @ApiProperty({ description: 'A code or refresh token came a second time: it may have been stolen.' })
  isReuse: boolean;
  @ApiProperty({ type: Number, nullable: true, description: 'Which refresh token was presented again.' })
  presented: number | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Subject of who did it; null for the protocol itself.' })
  actor: string | null;
}

/** A grant with everything that came of it. */
export class GrantFamilyResponse extends GrantResponse {
  @ApiProperty({ ...TIME, description: 'When the user proved who they are.' }) authenticatedAt: string;
  @ApiProperty({ ...TEXT_LIST, nullable: true }) amr: string[] | null;
  @ApiProperty(TEXT_LIST) resources: string[];
  @ApiProperty({ type: GrantCodeResponse, nullable: true, description: 'Null once it is not kept any more.' })
  code: GrantCodeResponse | null;
  @ApiProperty({ type: RefreshFamilyResponse, nullable: true }) refreshToken: RefreshFamilyResponse | null;
  @ApiProperty({
    type: [GrantAccessTokenResponse],
    description: 'Opaque ones, and JWT ones that were revoked by themselves: others are in no table.',
  })
  accessTokens: GrantAccessTokenResponse[];
  @ApiProperty() hasMoreAccessTokens: boolean;
  @ApiProperty({ type: [GrantEventResponse] }) events: GrantEventResponse[];
}

export class RevokedGrantsResponse {
  @ApiProperty({ description: 'How many were revoked, or would be.' }) authorizations: number;
  @ApiProperty({ description: 'Access tokens of the client itself.' }) accessTokens: number;
}

export function toGrantResponse(listed: ListedAuthorization): GrantResponse {
  const { authorization, client, user, refreshToken, state, lastUsedAt } = listed;
  const { expiresAt } = authorization;
  return {
    id: idToText(authorization.id),
    clientId: authorization.clientId,
    clientName: client?.name ?? null,
    clientDisabled: client !== null && client.disabledAt !== null,
    subject: authorization.subject,
    username: user?.username ?? null,
    userName: user?.name || null,
    scopes: authorization.scopes,
    offline: authorization.offline,
    state,
    createdAt: isoTime(authorization.createdAt),
    lastUsedAt: isoTime(lastUsedAt),
    expiresAt: isoTime(refreshToken ? Math.min(expiresAt, refreshToken.idleExpiresAt) : expiresAt),
    revokedAt: isoTime(authorization.revokedAt ?? (state === 'revoked' ? user!.credentialsChangedAt : null)),
    generation: refreshToken?.generation ?? null,
  };
}

export function toGrantFamilyResponse(family: AuthorizationFamily): GrantFamilyResponse {
  const { authorization, refreshToken } = family;
  const code = codeOf(family);
  return {
    ...toGrantResponse(family),
    authenticatedAt: isoTime(authorization.authenticatedAt),
    amr: authorization.amr,
    resources: authorization.resources,
    code,
    refreshToken: refreshToken && toRefreshFamily(refreshToken, code?.redeemedAt ?? null),
    accessTokens: family.accessTokens.map(toAccessToken),
    hasMoreAccessTokens: family.hasMoreAccessTokens,
    events: family.events.map(toEvent),
  };
}

export function toAccessToken(token: AccessToken): GrantAccessTokenResponse {
  return {
    id: idToText(token.id),
    format: token.digest === null ? 'jwt' : 'opaque',
    scopes: token.scopes,
    audience: token.audience,
    issuedAt: isoTime(token.issuedAt),
    expiresAt: isoTime(token.expiresAt),
    revokedAt: isoTime(token.revokedAt),
  };
}

function codeOf({ code, deviceCode }: AuthorizationFamily): GrantCodeResponse | null {
  const used = code ?? deviceCode;
  return (
    used && {
      kind: code ? 'authorization_code' : 'device_code',
      redeemedAt: isoTime(used.consumedAt),
      expiresAt: isoTime(used.expiresAt),
      redirectUri: code?.redirectUri ?? null,
    }
  );
}

function toRefreshFamily(token: RefreshToken, redeemedAt: string | null): RefreshFamilyResponse {
  const { generation, rotations } = token;
  // `rotations` holds the times at which the latest ones were rotated away, so one more generation is told of.
  const oldest = generation - rotations.length;
  const latest = Array.from({ length: rotations.length + 1 }, (_, i) => ({
    generation: oldest + i,
    issuedAt: i > 0 ? isoTime(rotations[i - 1]!) : oldest === 1 ? redeemedAt : null,
    rotatedAt: i < rotations.length ? isoTime(rotations[i]!) : null,
  }));
  return {
    generation,
    latest,
    earlier: oldest - 1,
    idleExpiresAt: isoTime(token.idleExpiresAt),
    expiresAt: isoTime(token.expiresAt),
    keyBound: token.dpopJkt !== null,
  };
}

const REUSE: readonly string[] = [
  'authorization_code.replayed',
  'device_code.replayed',
  'refresh_token.reused',
];

function toEvent({ id, at, event, actor, data }: AuditEvent): GrantEventResponse {
  const presented = data['presented'];
  return {
    reference: id,
    at: isoTime(at),
    event,
    isReuse: REUSE.includes(event),
    presented: typeof presented === 'number' ? presented : null,
    actor,
  };
}
