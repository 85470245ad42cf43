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

export interface Account {
  /** `sub`: stable, unique, never reassigned (OpenID Connect Core section 2); at most 255 ASCII characters. */
  readonly subject: string;
  /** What the user signs in with; shown to them on the consent page. */
  readonly username: string;
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
 * Port to the host's users. The default implementation keeps them in the `User` entity; a host with its own user
 * table implements these two methods.
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
}
