import { CLOCK_DIFFERENCE } from '../primitives/clock.js';

/** Standard claims of OpenID Connect Core section 5.1, except `sub`, which is `Account.subject`. */
export interface UserClaims {
  readonly name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly middle_name?: string;
  readonly nickname?: string;
  readonly preferred_username?: string;
  readonly profile?: string;
  readonly picture?: string;
  readonly website?: string;
  readonly gender?: string;
  readonly birthdate?: string;
  readonly zoneinfo?: string;
  readonly locale?: string;
  readonly updated_at?: number;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly address?: Readonly<Record<string, string>>;
  /** Claims of the host's own; no standard scope releases them. */
  readonly [claim: string]: unknown;
}

/** How somebody proved who they are. */
export interface Authentication {
  /** Authentication context class (OpenID Connect Core section 2). */
  readonly acr: string;
  /** Methods by their names in RFC 8176. */
  readonly amr: readonly string[];
}

/** What a checked password amounts to. */
export const PASSWORD: Authentication = { acr: 'urn:portcullis:acr:password', amr: ['pwd'] };

/** How a user proves the second factor; what a passkey amounts to depends on where its key is kept. */
export type FactorMethod = 'app' | 'recovery-code' | 'hardware-passkey' | 'synced-passkey';

/** What more than a password amounts to. */
export const MULTI_FACTOR: {
  readonly acr: string;
  readonly amr: Readonly<Record<FactorMethod, readonly string[]>>;
} = {
  acr: 'urn:portcullis:acr:mfa',
  /** What each method adds, by the names of RFC 8176 section 2; `mfa` is said of all of them. */
  amr: {
    app: ['otp'],
    // A code from a list works once, so it is a one-time password. `kba` would be an answer that others may know too.
    'recovery-code': ['otp'],
    'hardware-passkey': ['hwk', 'user'],
    // Its key travels between the user's devices: no hardware vouches for it.
    'synced-passkey': ['swk', 'user'],
  },
};

/** @param first methods of the first factor; none for a passkey that is both */
export function multiFactor(first: readonly string[], method: FactorMethod): Authentication {
  return { acr: MULTI_FACTOR.acr, amr: [...new Set([...first, ...MULTI_FACTOR.amr[method], 'mfa'])] };
}

/** Was more than one factor proven? A host's account store may have asked for several by itself. */
export function isMultiFactor(amr: readonly string[] | null | undefined): boolean {
  return amr?.includes('mfa') ?? false;
}

/** A user, as this server needs to know them. */
export interface Account {
  /** `sub`: stable, unique, never reassigned (OpenID Connect Core section 2); at most 255 ASCII characters. */
  readonly subject: string;
  /** What the user signs in with; shown to them on the consent page. */
  readonly username: string;
  /** What may be told about them; a client is told what its scopes release. */
  readonly claims: UserClaims;
  /** A disabled account cannot sign in, and its refresh and access tokens stop at once. */
  readonly disabled: boolean;
  /**
   * When the password or another credential last changed. Sessions and authorizations from before are over
   * (policy P24). Milliseconds since the epoch; leave it out where that is not known.
   */
  readonly credentialsChangedAt?: number;
  /** Of an account that `authenticate` returns, when more than a password was checked. */
  readonly authentication?: Authentication;
}

/** Does what a user proved at this moment still count? Not for an account that is gone, disabled or has new credentials. */
export function isInForce(account: Account | null, authenticatedAt: number): account is Account {
  return account !== null && !account.disabled && authenticatedAt >= (account.credentialsChangedAt ?? 0);
}

/**
 * When somebody proved who they are, as `isInForce` counts it. The credentials that were just proven are those of
 * `credentialsChangedAt`, which another process may have dated by a clock that is a little ahead.
 *
 * @param account as it was found with the proof
 * @param begunAt when the check of the proof began. Milliseconds since the epoch
 */
export function provenAt({ credentialsChangedAt = 0 }: Account, begunAt: number): number {
  return credentialsChangedAt - begunAt > CLOCK_DIFFERENCE
    ? begunAt
    : Math.max(begunAt, credentialsChangedAt);
}

/**
 * Port to the host's users. The default implementation keeps them in the `User` entity; a host with its own user
 * table implements the first two methods.
 */
export abstract class AccountStore {
  /**
   * Checks a password.
   *
   * @param username as typed
   * @param password as typed, at most 1024 bytes
   * @returns the account, disabled or not, or null when name and password do not fit. Must take the same time for a
   *   name nobody has.
   */
  abstract authenticate(username: string, password: string): Promise<Account | null>;

  /** @returns the account behind a subject, disabled or not, or null when there is none (any more) */
  abstract find(subject: string): Promise<Account | null>;

  /**
   * Optional. Gives an account a new password, which has been checked by the rules of the option `passwords`. Where this
   * is missing, users have no page to change it. An account that tells `credentialsChangedAt` tells a later one after
   * this. Who changed it is written down by the caller.
   *
   * @param password at most 1024 bytes
   */
  setPassword?(subject: string, password: string): Promise<void>;

  /** Optional. Told of every sign-in, once its session has begun; a failure changes nothing about it. */
  noteSignIn?(subject: string): Promise<void>;

  /**
   * Optional. Finds an account by what its user signs in with, as `authenticate` would.
   *
   * @param username as typed
   * @returns the account, disabled or not, or null when nobody has this name
   */
  findByUsername?(username: string): Promise<Account | null>;
}
