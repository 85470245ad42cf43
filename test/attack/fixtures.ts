import { readFileSync } from 'node:fs';

/**
 * The cast of the list, in the shape of the file that `ATTACK_FIXTURES` names. Names in capitals are roles; the ids,
 * secrets and addresses are the operator's. `README.md` says how each has to be registered.
 */
export interface Fixtures {
  readonly clients: {
    /** Confidential web client, client_secret_basic, PKCE required. */
    readonly CONF: ClientFixture;
    /** Confidential web client, client_secret_post. */
    readonly POST?: ClientFixture;
    /** Public client with an https redirect URI; may use the device grant where there is one. */
    readonly PUB: ClientFixture;
    /** Public native client with the redirect URI `http://127.0.0.1/cb`. */
    readonly LOOP?: ClientFixture;
    /** private_key_jwt; `jwk` is its private key. */
    readonly PKJ?: ClientFixture;
    /** Confidential client with PKCE switched off. */
    readonly LEG?: ClientFixture;
    /** client_credentials only. */
    readonly M2M: ClientFixture;
    /** The attacker's own confidential client, with its own redirect URI. */
    readonly EVIL: ClientFixture;
    /** Two redirect URIs. */
    readonly TWO?: ClientFixture;
    /** Resource servers that may introspect tokens for their `resource`. */
    readonly 'RS-A'?: ClientFixture;
    readonly 'RS-B'?: ClientFixture;
  };
  readonly users: Readonly<Record<'alice' | 'bob' | 'disabled-dan', UserFixture>> & {
    /** Has an authenticator app; `totp` is its secret as base32. */
    readonly 'mfa-carol'?: UserFixture & { readonly totp: string };
  };
  /** Names on the sign-in and consent pages. */
  readonly pages?: Partial<PageNames>;
  /** An origin that may call the token endpoint from a browser (CORS); without it that item is left out. */
  readonly corsOrigin?: string;
}

export interface ClientFixture {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method:
    'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
  readonly redirect_uris: readonly string[];
  /** Everything the client may ask for. */
  readonly scope: string;
  /** Resources (RFC 8707) the client may ask for, or, of a resource server, is. */
  readonly resources: readonly string[];
  /** Where CONF may send users after signing out. */
  readonly post_logout_redirect_uris?: readonly string[];
  /** Private key of a client with private_key_jwt. */
  readonly jwk?: Readonly<Record<string, unknown>>;
}

export type ClientName = keyof Fixtures['clients'];

export interface UserFixture {
  readonly username: string;
  readonly password: string;
}

/** Where a visitor writes and clicks. Every name is a form field's. */
export interface PageNames {
  readonly username: string;
  readonly password: string;
  readonly signIn: { readonly name: string; readonly value: string };
  readonly allow: { readonly name: string; readonly value: string };
  readonly deny: { readonly name: string; readonly value: string };
  /** On the page of the device grant. */
  readonly userCode: string;
  /** On the page that asks for the code of an authenticator app. */
  readonly oneTimeCode: string;
  readonly verify: { readonly name: string; readonly value: string };
}

/** Those of this product. */
export const PAGE_NAMES: PageNames = {
  username: 'username',
  password: 'password',
  signIn: { name: 'action', value: 'sign_in' },
  allow: { name: 'decision', value: 'allow' },
  deny: { name: 'decision', value: 'deny' },
  userCode: 'user_code',
  oneTimeCode: 'code',
  verify: { name: 'action', value: 'verify' },
};

const NEEDED = ['CONF', 'PUB', 'M2M', 'EVIL'] as const;

/** @throws Error naming what the file lacks */
export function readFixtures(path: string): Fixtures {
  const fixtures = JSON.parse(readFileSync(path, 'utf8')) as Partial<Fixtures>;
  const missing = [
    ...NEEDED.filter((name) => !fixtures.clients?.[name]),
    ...(['alice', 'bob'] as const).filter((name) => !fixtures.users?.[name]),
  ];
  if (missing.length > 0) throw new Error(`${path} lacks ${missing.join(', ')}.`);
  return fixtures as Fixtures;
}
