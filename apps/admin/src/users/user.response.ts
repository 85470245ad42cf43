import { ApiProperty } from '@nestjs/swagger';
import type { HandedOverReset, SignedOut, User } from '@portcullis/oauth';
import { ADMIN_ROLES } from '../access/roles.js';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true } as const;

/** What lists need to know beside the user. */
export interface UserCircumstances {
  readonly liveGrants: number;
  readonly hasSecondFactor: boolean;
  /** In the admin app. */
  readonly role: string | null;
}

/** A user of the built-in account store, for a list. Never a digest of a password. */
export class ListedUserResponse {
  @ApiProperty({ description: '`sub`.' }) subject: string;
  @ApiProperty({ description: 'What the user signs in with.', example: 'alice' }) username: string;
  @ApiProperty(OPTIONAL_TEXT) name: string | null;
  @ApiProperty(OPTIONAL_TEXT) email: string | null;
  @ApiProperty(TIME) createdAt: string;
  @ApiProperty(OPTIONAL_TIME) disabledAt: string | null;
  @ApiProperty({ ...OPTIONAL_TIME, description: 'Null: never, or not since it is noted.' })
  lastSignInAt: string | null;
  @ApiProperty({ description: 'Authorizations under which something can be got now.' }) liveGrants: number;
  @ApiProperty() hasSecondFactor: boolean;
  @ApiProperty({ enum: ADMIN_ROLES, nullable: true, description: 'In the admin app; null for no member.' })
  role: string | null;
}

/** A user with what is known about them. */
export class UserResponse extends ListedUserResponse {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Claims by their own names.' })
  claims: Record<string, unknown>;
  @ApiProperty(TIME) updatedAt: string;
  @ApiProperty({ ...TIME, description: 'Sessions and grants from before are over.' })
  credentialsChangedAt: string;
  @ApiProperty({ description: 'Grows with every edit. The ETag carries it.' }) version: number;
  @ApiProperty({ description: 'A member of the admin app, whom only an owner may edit.' })
  protected: boolean;
}

export class UserPageResponse extends PageResponse {
  @ApiProperty({ type: [ListedUserResponse] }) items: ListedUserResponse[];
}

/** A link to a new password: it works once. */
export class PasswordLinkResponse {
  @ApiProperty({ description: 'To hand over to the user. Shown this once.' }) url: string;
  @ApiProperty(TIME) expiresAt: string;
}

export class CreatedUserResponse {
  @ApiProperty({ type: UserResponse }) user: UserResponse;
  @ApiProperty({ type: PasswordLinkResponse, nullable: true, description: 'Null with an initial password.' })
  link: PasswordLinkResponse | null;
}

export class SignedOutEverywhereResponse {
  @ApiProperty({ description: 'Sessions that ended.' }) sessions: number;
  @ApiProperty({ description: 'Grants revoked beside those of the sessions.' }) authorizations: number;
}

export function toSignedOutResponse({ sessions, authorizations }: SignedOut): SignedOutEverywhereResponse {
  return { sessions, authorizations };
}

export function toPasswordLinkResponse({ expiresAt }: HandedOverReset, url: string): PasswordLinkResponse {
  return { url, expiresAt: isoTime(expiresAt) };
}

export function toListedUserResponse(user: User, circumstances: UserCircumstances): ListedUserResponse {
  return {
    subject: user.subject,
    username: user.username,
    name: user.name || null,
    email: user.email || null,
    createdAt: isoTime(user.createdAt),
    disabledAt: isoTime(user.disabledAt),
    lastSignInAt: user.lastSignInAt === 0 ? null : isoTime(user.lastSignInAt),
    liveGrants: circumstances.liveGrants,
    hasSecondFactor: circumstances.hasSecondFactor,
    role: circumstances.role,
  };
}

/** @param isProtected whoever asks may not edit this user */
export function toUserResponse(
  user: User,
  circumstances: UserCircumstances,
  isProtected: boolean,
): UserResponse {
  return {
    ...toListedUserResponse(user, circumstances),
    claims: { ...user.claims },
    updatedAt: isoTime(user.updatedAt),
    credentialsChangedAt: isoTime(user.credentialsChangedAt),
    version: user.version,
    protected: isProtected,
  };
}
