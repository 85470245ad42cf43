/** Who acts for the subject (RFC 8693 section 4.1); `act` inside is who acted before. */
export interface Actor {
  readonly sub?: string;
  readonly act?: Actor;
  readonly [claim: string]: unknown;
}

/** What an access token must say before a route sees it. Times are seconds since 1970. */
export interface AccessTokenFields {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly issuer: string;
  readonly issuedAt?: number;
  readonly expiresAt: number;
  readonly jti?: string;
  readonly acr?: string;
  readonly authTime?: number;
  readonly act?: Actor;
  readonly cnf?: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * A verified access token, as `@Token()` hands it to a route. It is frozen, because one verified token serves
 * several requests.
 *
 * A class and not an interface, so that a decorated parameter may name it as its type under any compiler setting.
 */
export class AccessToken implements AccessTokenFields {
  /** `sub`: the resource owner, or the client itself when it acts for nobody else. */
  readonly subject: string;
  /** `client_id`: the client the token was issued to. */
  readonly clientId: string;
  /** What was granted, one entry per scope. */
  readonly scopes: readonly string[];
  /** What follows from the granted scopes by `scopeHierarchy`. */
  readonly impliedScopes: readonly string[] = [];
  /** `aud`: the resource servers the token is meant for; one of them is this one. */
  readonly audience: readonly string[];
  /** `iss`: the authorization server. */
  readonly issuer: string;
  /** `iat`, seconds since 1970, where the authorization server tells it. */
  readonly issuedAt?: number;
  /** `exp`, seconds since 1970. */
  readonly expiresAt: number;
  /** `jti`, where the authorization server tells it. */
  readonly jti?: string;
  /** `acr`: how the user was authenticated (RFC 9470 section 6), where the authorization server tells it. */
  readonly acr?: string;
  /** `auth_time`: when the user was authenticated, seconds since 1970, where the authorization server tells it. */
  readonly authTime?: number;
  /** `act`: who acts for the subject (RFC 8693 section 4.1). */
  readonly act?: Actor;
  /** `cnf`: the key to which the token is bound (RFC 7800); the guard has seen the proof. */
  readonly cnf?: Readonly<Record<string, unknown>>;
  /** Every claim (or every member of the introspection response) as it came, deeply frozen. */
  readonly claims: Readonly<Record<string, unknown>>;

  constructor(fields: AccessTokenFields) {
    Object.assign(this, fields);
    deepFreeze(this);
  }

  /** True when the client acts on its own behalf (client_credentials): no resource owner stands behind it. */
  get isClientToken(): boolean {
    return this.subject === this.clientId && this.claims['grant_id'] === undefined;
  }

  /**
   * @param scopes scope tokens
   * @returns true when every one of them was granted, or follows from one that was
   */
  allows(...scopes: string[]): boolean {
    return scopes.every((scope) => this.scopes.includes(scope) || this.impliedScopes.includes(scope));
  }

  /** The same token with scopes that follow from those granted. */
  implying(scopes: readonly string[]): this {
    const copy = Object.create(Object.getPrototypeOf(this) as object, {
      ...Object.getOwnPropertyDescriptors(this),
      impliedScopes: { value: Object.freeze([...scopes]), enumerable: true },
    }) as this;
    return Object.freeze(copy);
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
