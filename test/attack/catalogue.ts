/**
 * The list: what is sent and what is expected, one row per item. Nothing is imported here, so that `run.mjs` can
 * read the list without building anything.
 *
 * Level: M what a specification demands, S what one recommends, H hardening (no specification says it, but a product
 * of this kind has failed at it).
 */
export type Level = 'M' | 'S' | 'H';

/** What an item needs beyond the code flow; an issuer that does not have it is not asked. See `target.ts`. */
export type Need =
  // of the issuer's metadata
  | 'introspection'
  | 'revocation'
  | 'userinfo'
  | 'private_key_jwt'
  | 'par'
  | 'request objects'
  | 'dpop'
  | 'device'
  | 'logout'
  | 'back-channel logout'
  // of the fixtures
  | 'token CORS'
  | 'second factor'
  // of the harness
  | 'operator';

/**
 * `once`: neither the database nor the number of processes matters. `databases`: the database does. `everywhere`: both,
 * because its requests are spread over the processes.
 */
export type Runs = 'once' | 'databases' | 'everywhere';

export interface CatalogueEntry {
  /** `B5.10`. */
  readonly id: string;
  readonly level: Level;
  /** Before the first public release. */
  readonly p0: boolean;
  readonly sent: string;
  readonly expected: string;
  readonly needs: readonly Need[];
  /** What its answer may depend on. */
  readonly runs: Runs;
  /** Why there is no test. */
  readonly absent?: string;
}

type Options = Partial<Pick<CatalogueEntry, 'needs' | 'runs' | 'absent'>>;

function row(head: string, sent: string, expected: string, options: Options = {}): CatalogueEntry {
  const [id, level, p0] = head.split(' ') as [string, Level, string | undefined];
  return { id, level, p0: p0 === 'P0', sent, expected, needs: [], runs: 'databases', ...options };
}

const once = { runs: 'once' } as const;
const everywhere = { runs: 'everywhere' } as const;
/** @param file with the tests of the admin app that are this item */
const inAdmin = (file: string) => ({ absent: `here; test/admin/${file} does` });

export interface Section {
  readonly title: string;
  readonly entries: readonly CatalogueEntry[];
}

export const SECTIONS: readonly Section[] = [
  {
    title: 'B1 Discovery and keys',
    entries: [
      row(
        'B1.1 M P0',
        'GET of the metadata',
        'JSON; its issuer is its address without the suffix, byte for byte; no endpoint has a fragment; https except on loopback',
        once,
      ),
      row('B1.2 M', 'GET of every address where a client may look for metadata', 'the same document', once),
      row(
        'B1.3 M P0',
        'the metadata',
        'S256 only; no response type with a token; neither the password nor the implicit grant',
        once,
      ),
      row('B1.4 S', 'the metadata', 'promises iss in authorization responses', once),
      row(
        'B1.5 H P0',
        'every method, grant, response mode and algorithm, advertised or not',
        'the advertised ones work, every other is refused',
      ),
      row(
        'B1.6 M P0',
        'GET of the key set',
        'public members only, kid unique, RSA of 2048 bits or more; the kid of every token is in it',
      ),
      row(
        'B1.7 H P0',
        'Host and X-Forwarded-* of somebody else',
        'metadata, pages and redirects stay as they are',
        once,
      ),
      row(
        'B1.8 S',
        'GET of metadata and keys from another origin; POST',
        'CORS for all without credentials, cacheable; 404 or 405',
        once,
      ),
    ],
  },
  {
    title: 'B2 Authorization endpoint',
    entries: [
      row(
        'B2.1 M P0',
        'an unregistered redirect_uri',
        'a page, no redirect; the value is not echoed as markup',
      ),
      row('B2.2 M P0', 'a registered redirect_uri, changed in more than 40 ways', 'a page each time', once),
      row('B2.3 M P0', 'no redirect_uri, with two registered', 'a page, no redirect', once),
      row(
        'B2.4 M P0',
        'loopback redirects: other ports, paths, spellings of the host',
        'the port is free, nothing else is',
      ),
      row('B2.5 M P0', 'client_id unknown, missing, twice', 'a page, no redirect'),
      row('B2.6 H P0', 'client_id in other case, with a space or an accent', 'an unknown client'),
      row('B2.7 M', 'no response_type', 'invalid_request to the client, with state and iss', once),
      row(
        'B2.8 M P0',
        'response types with token, and nonsense',
        'unsupported_response_type; no token in the redirect',
        once,
      ),
      row(
        'B2.9 M P0',
        'each parameter twice',
        'invalid_request; a page when client_id or redirect_uri is doubled',
        once,
      ),
      row('B2.10 H P0', 'nested names and __proto__', 'refused; nothing is polluted afterwards', once),
      row('B2.11 M', 'an unknown and an empty parameter', 'as if they were not there', once),
      row(
        'B2.12 M P0',
        'no code_challenge',
        'invalid_request for public and confidential clients; accepted only where PKCE is switched off',
      ),
      row('B2.13 M P0', 'code_challenge_method plain, absent, s256, S512', 'invalid_request', once),
      row('B2.14 M', 'a challenge of 42 or 129 characters or with foreign ones', 'invalid_request', once),
      row('B2.15 M', 'scopes that are unknown, malformed or not the client’s', 'invalid_scope', once),
      row(
        'B2.16 M P0',
        'state with Unicode, %25, +, & and 2 KB; no state',
        'the same bytes back; none',
        once,
      ),
      row('B2.17 S P0', 'a good and a bad request', 'iss exactly once in both answers', once),
      row('B2.18 M P0', 'a preflight and an Origin', 'no CORS header', once),
      row('B2.19 M P0', 'the sign-in form', 'the redirect is 302 or 303', once),
      row(
        'B2.20 M P0',
        'every page',
        'cannot be framed, is not stored, runs no inline script, loads nothing foreign and tells no other site its address',
        once,
      ),
      row('B2.21 M', 'POST, PUT, DELETE, TRACE', 'POST works like GET; 405', once),
      row(
        'B2.22 M P0',
        'prompt=none signed out, without consent, together with login',
        'login_required, consent_required, invalid_request',
      ),
      row(
        'B2.23 M P0',
        'prompt=login and max_age=0 or 1 of a signed-in user, with the wish dropped on the way',
        'a new sign-in each time; auth_time is later',
      ),
      row(
        'B2.24 H P0',
        'client, redirect, scope and challenge changed between sign-in and consent',
        'ignored or 400; the code is for the original request',
      ),
      row(
        'B2.25 M',
        'an id_token_hint of somebody else, unsigned, of a foreign key',
        'login_required or an error',
      ),
      row('B2.26 H P0', 'template expressions and markup in every parameter', 'literal text', once),
      row(
        'B2.27 M P0',
        'CR, LF, NUL and non-ASCII in every parameter',
        'no header is split; error texts keep to their alphabet',
        once,
      ),
      row(
        'B2.28 H P0',
        'an oversized query, scope and cookie',
        '400, 414 or 431 at once; others are served meanwhile',
        once,
      ),
      row(
        'B2.29 H P0',
        'thousands of anonymous requests',
        'rows expire and are bounded in size; memory stays',
        { needs: ['operator'] },
      ),
      row('B2.30 M P0', 'many codes', 'at least 128 bits, no order, no duplicate, URL-safe'),
      row(
        'B2.31 S',
        'a second request of a public client on loopback after consent',
        'consent is shown again',
      ),
      row(
        'B2.32 H P0',
        'client disabled, user disabled or scope taken away between sign-in and consent',
        'no code',
        { needs: ['operator'] },
      ),
      row('B2.33 M P0', 'request and request_uri', 'refused where not supported; nothing is fetched', once),
      row(
        'B2.34 S',
        'a wrong request of a self-registered client',
        'a page stands before the redirect, which only the user passes; with prompt=none there is none (policy P20)',
        { needs: ['operator'], ...once },
      ),
      row(
        'B2.35 M P0',
        'a whole flow',
        'no token or code in an address of ours, in a referrer to others, in the log',
        { needs: ['operator'] },
      ),
    ],
  },
  {
    title: 'B3 Sign-in, consent, session',
    entries: [
      row('B3.1 M P0', 'cookies before and after sign-in', 'a new value; the former one is dead', everywhere),
      row(
        'B3.2 M P0',
        'the cookies',
        '__Host-, Secure, HttpOnly, SameSite=Lax; nothing of the request in them',
        once,
      ),
      row(
        'B3.3 M P0',
        'the sign-in form without its hidden field, with a foreign one, from another site',
        'refused',
      ),
      row('B3.4 M P0', 'consent in another person’s session; consent twice', 'refused, no code', everywhere),
      row(
        'B3.5 H P0',
        'an unknown user and a wrong password; a password reset for anybody and nobody',
        'the same status, page, headers and time',
      ),
      row('B3.6 M P0', 'wrong passwords, one after another and in parallel', 'throttled on every path', {
        needs: ['operator'],
      }),
      row('B3.7 H P0', 'wrong passwords from ever new X-Forwarded-For', 'the limit holds', {
        needs: ['operator'],
      }),
      row(
        'B3.8 H P0',
        'passwords that agree in 72 bytes, with NUL, of 1 MB',
        'different passwords; refused before hashing',
        { needs: ['operator'] },
      ),
      row('B3.9 M P0', 'a session that lacks its second factor', 'no code', {
        needs: ['second factor'],
        runs: 'everywhere',
      }),
      row(
        'B3.10 H P0',
        'a disabled user’s session, refresh token and access token',
        'sign-in; invalid_grant; inactive; 401',
        { needs: ['operator', 'introspection'], runs: 'everywhere' },
      ),
      row('B3.11 H', 'a password change', 'other sessions and refresh tokens end', {
        needs: ['operator'],
        runs: 'everywhere',
      }),
      row('B3.12 H P0', 'password reset', 'the link’s host is configured; its token works once', {
        needs: ['operator', 'introspection'],
        runs: 'everywhere',
      }),
      row('B3.13 H P0', 'return addresses of other origins', 'the own origin only'),
      row('B3.14 H P0', 'names that look like another', 'cannot be registered beside it nor sign in as it', {
        needs: ['operator'],
      }),
      row('B3.15 H', 'the cookie of a session that has ended', 'not signed in, in every process', everywhere),
    ],
  },
  {
    title: 'B4 Token endpoint: client authentication and parsing',
    entries: [
      row('B4.1 M P0', 'GET; secret and code in the query', '405 or 400, nothing issued'),
      row('B4.2 M P0', 'any request', 'JSON that is not stored', once),
      row('B4.3 M P0', 'a wrong secret', 'invalid_client; with Basic 401 and a challenge', once),
      row('B4.4 H P0', 'an unknown client and a wrong secret', 'the same answer', once),
      row(
        'B4.5 M P0',
        'two authentication methods; two client ids',
        'invalid_request or invalid_client',
        once,
      ),
      row('B4.6 M P0', 'Basic with form-encoded parts; broken Basic; two headers', 'works; 401', once),
      row('B4.7 M P0', 'a confidential client without, a public one with a secret', 'invalid_client', once),
      row('B4.8 M P0', 'another method than the registered one', 'invalid_client', once),
      row(
        'B4.9 M P0',
        'client assertions with every fault',
        'invalid_client; a jti works once; nothing is fetched',
        { needs: ['private_key_jwt'], runs: 'everywhere' },
      ),
      row(
        'B4.10 S P0',
        'audiences of a client assertion',
        'the issuer is accepted; another endpoint and foreign ones are not',
        { needs: ['private_key_jwt'] },
      ),
      row('B4.11 M P0', 'each parameter twice', 'invalid_request', once),
      row(
        'B4.12 H P0',
        'arrays, objects, numbers and booleans, as form and as JSON',
        '400 at every endpoint',
      ),
      row('B4.13 M', 'other content types', '400', once),
      row(
        'B4.14 M P0',
        'grants that do not exist or are not the client’s',
        'unsupported_grant_type; unauthorized_client',
        once,
      ),
      row('B4.15 M P0', 'guessed secrets', '429 with Retry-After; the real client works from elsewhere', {
        needs: ['operator'],
      }),
      row('B4.16 H P0', 'a disabled client', 'invalid_client everywhere', {
        needs: ['operator'],
        runs: 'everywhere',
      }),
      row('B4.17 H', 'two live secrets, an expired and a disabled one', 'both work; invalid_client', {
        needs: ['operator'],
        runs: 'everywhere',
      }),
      row(
        'B4.18 H P0',
        'an oversized body, too many parameters, Content-Length with Transfer-Encoding',
        '413; 400; 400 and the connection ends',
        once,
      ),
      row('B4.19 H P0', 'values in other case, cut, longer, in another spelling', 'refused'),
      row('B4.20 M', 'CORS', 'registered origins only, never with credentials', { needs: ['token CORS'] }),
    ],
  },
  {
    title: 'B5 Grant authorization_code',
    entries: [
      row('B5.1 M P0', 'a wrong verifier, then the right one', 'invalid_grant twice: the code is burnt'),
      row('B5.2 M P0', 'no verifier', 'invalid_grant'),
      row('B5.3 M P0', 'a verifier where no challenge was', 'refused'),
      row('B5.4 M P0', 'verifiers that cannot be one', 'refused'),
      row('B5.5 M P0', 'the code of another client', 'invalid_grant; the owner can still redeem it'),
      row('B5.6 M P0', 'a code after its time', 'invalid_grant', { needs: ['operator'] }),
      row('B5.7 M P0', 'another redirect_uri; none', 'invalid_grant; accepted'),
      row('B5.8 M P0', 'a code twice', 'invalid_grant; every token of it is dead; an audit event', {
        needs: ['introspection'],
        runs: 'everywhere',
      }),
      row('B5.9 S P0', 'a used code with a wrong verifier or client', 'invalid_grant; the tokens live', {
        needs: ['introspection'],
        runs: 'everywhere',
      }),
      row('B5.10 M P0', '50 parallel redemptions in one process', 'one 200, 49 invalid_grant'),
      row(
        'B5.11 M P0',
        '50 parallel redemptions over all processes',
        'one 200, 49 invalid_grant',
        everywhere,
      ),
      row('B5.12 H P0', 'redemption and revocation at once', 'no live token afterwards', {
        needs: ['revocation', 'introspection'],
        runs: 'everywhere',
      }),
      row('B5.13 M', 'resources in and outside the request', 'aud is the resource; invalid_target'),
      row('B5.14 H P0', 'a dump of the database', 'no code, token, secret or password in it', {
        needs: ['operator'],
      }),
      row('B5.15 M', 'less scope granted than asked for', 'the answer says which'),
    ],
  },
  {
    title: 'B6 Grant refresh_token',
    entries: [
      row(
        'B6.1 M P0',
        'a public client refreshes',
        'a new refresh token each time; the old one is dead after grace',
      ),
      row(
        'B6.2 M P0',
        'a rotated token after grace',
        'invalid_grant; every descendant is dead; an audit event',
        { needs: ['introspection'], runs: 'everywhere' },
      ),
      row('B6.3 H P0', '20 parallel refreshes', 'the same answer for all; the family lives', everywhere),
      row(
        'B6.4 H P0',
        'a retry after a lost answer',
        'the same answer inside grace, reuse after it',
        everywhere,
      ),
      row(
        'B6.5 H',
        'retries without end; a retry after the successor was used',
        'bounded; refused without harm to the family',
      ),
      row('B6.6 M P0', 'another client’s refresh token', 'invalid_grant; the family lives'),
      row('B6.7 M P0', 'a confidential client without authentication', 'invalid_client'),
      row(
        'B6.8 M P0',
        'more, less and other scopes and resources',
        'invalid_scope; narrowed for this token only; invalid_target',
      ),
      row('B6.9 M P0', 'rotation until the absolute lifetime; none for the idle time', 'invalid_grant', {
        needs: ['operator'],
      }),
      row('B6.10 H P0', 'rotated and revoked tokens after a restart and with the clock set back', 'dead', {
        needs: ['operator', 'revocation'],
        runs: 'everywhere',
      }),
      row('B6.11 M P0', 'token kinds swapped', '401; invalid_grant', { needs: ['userinfo'] }),
      row(
        'B6.12 M',
        'a client without the grant; offline_access refused; client_credentials',
        'no refresh token',
      ),
      row('B6.13 H P0', 'user disabled, client disabled, password changed', 'refused', {
        needs: ['operator'],
        runs: 'everywhere',
      }),
      row('B6.14 M', 'ID tokens of a refresh', 'the same iss, sub, aud and auth_time; a new iat'),
      row('B6.15 M', 'a DPoP-bound refresh token without proof or with another key', 'refused', {
        needs: ['dpop'],
        runs: 'everywhere',
      }),
    ],
  },
  {
    title: 'B7 client_credentials, revocation, introspection, userinfo, ID token',
    entries: [
      row(
        'B7.1 M P0',
        'client_credentials of a public client; with scope openid',
        'refused; neither refresh token nor ID token',
      ),
      row(
        'B7.2 S P0',
        'a client id that is a user’s subject; both kinds of token',
        'cannot be registered; an API can tell them apart',
        { needs: ['operator'] },
      ),
      row(
        'B7.3 M P0',
        'revocation of a refresh token',
        '200; it and its access tokens are dead at once in every process',
        { needs: ['revocation', 'introspection'], runs: 'everywhere' },
      ),
      row(
        'B7.4 M P0',
        'revocation of nonsense, with a wrong hint, without token, without authentication, by GET',
        '200; revoked; invalid_request; 401; 405',
        { needs: ['revocation'] },
      ),
      row('B7.5 M P0', 'revocation of another client’s token', 'it lives', {
        needs: ['revocation', 'introspection'],
        runs: 'everywhere',
      }),
      row('B7.6 H P0', 'revocation while the database fails', '503, never 200', {
        needs: ['operator', 'revocation'],
      }),
      row(
        'B7.7 M P0',
        'introspection without authentication, by a public client, with a user’s token',
        '401 or 403',
        { needs: ['introspection'] },
      ),
      row('B7.8 M P0', 'introspection of dead, foreign and made-up tokens', 'inactive and nothing else', {
        needs: ['introspection'],
      }),
      row('B7.9 H', 'not-before rules of tenant and client', 'they add up', {
        absent: 'there are no tenants and no not-before rules in this version',
      }),
      row(
        'B7.10 M P0',
        'userinfo without, with a bad, a narrow, a doubled token',
        '401 without error; 401 invalid_token; 403; 400',
        { needs: ['userinfo'] },
      ),
      row(
        'B7.11 M P0',
        'userinfo',
        'the sub of the ID token, consented claims only; refused without a user',
        { needs: ['userinfo'] },
      ),
      row('B7.12 M P0', 'an ID token', 'iss, aud, exp, iat, nonce, at_hash, auth_time, kid as they must be'),
      row('B7.13 M P0', 'an ID token as access token', '401', { needs: ['userinfo'] }),
      row('B7.14 M', 'pairwise subjects', 'differ by sector, stay the same', {
        absent: 'subjects are public in this version',
      }),
    ],
  },
  {
    title: 'B8 Logout',
    entries: [
      row(
        'B8.1 M P0',
        'a hint, a registered address and a state',
        'back to it with the state; then signed out',
        { needs: ['logout'], runs: 'everywhere' },
      ),
      row(
        'B8.2 M P0',
        'an unregistered or changed address, no hint, a forged one, another client',
        'no redirect',
        { needs: ['logout'] },
      ),
      row('B8.3 M P0', 'GET without a hint, as an image would', 'a question; the session lives', {
        needs: ['logout'],
        runs: 'everywhere',
      }),
      row('B8.4 M', 'an expired hint; a hint of somebody else’s session', 'accepted; a question', {
        needs: ['logout', 'operator'],
      }),
      row(
        'B8.5 M P0',
        'logout with two clients in the session',
        'each gets a logout token with the right claims',
        { needs: ['back-channel logout', 'operator'] },
      ),
      row(
        'B8.6 H P0',
        'a client that hangs, fails or redirects inward',
        'the user does not wait; retries are bounded; no inward request',
        { needs: ['back-channel logout', 'operator'] },
      ),
      row(
        'B8.7 H P0',
        'script addresses for after logout',
        'cannot be registered; a state is echoed safely',
        { needs: ['logout', 'operator'] },
      ),
    ],
  },
  {
    title: 'B9 Pushed requests, request objects, DPoP',
    entries: [
      row(
        'B9.1 M P0',
        'a push without authentication, by GET, with a request_uri',
        '401; 405; invalid_request',
        { needs: ['par'] },
      ),
      row(
        'B9.2 M P0',
        'a request_uri of another client, expired, used',
        'refused; reload before sign-in works',
        { needs: ['par'], runs: 'everywhere' },
      ),
      row(
        'B9.3 M P0',
        'parameters beside a request_uri; none where a push is required',
        'ignored; invalid_request; 128 bits or more',
        { needs: ['par'] },
      ),
      row('B9.4 M', 'request objects with every fault', 'refused', {
        absent: 'request objects are not supported in this version; B2.33 sends them',
      }),
      row('B9.5 H', 'a pushed request', 'nothing of it in cookie or address', { needs: ['par'] }),
      row('B9.6 M', 'proofs with every fault, at every place', 'refused', { needs: ['dpop'] }),
      row('B9.7 M', 'a proof twice, over all processes; a bound token as Bearer', 'refused', {
        needs: ['dpop'],
        runs: 'everywhere',
      }),
    ],
  },
  {
    title: 'B10 Device grant',
    entries: [
      row('B10.1 M P0', 'polling', 'authorization_pending, slow_down, access_denied, expired_token', {
        needs: ['device'],
      }),
      row('B10.2 M P0', 'polling by another client; 20 polls at once', 'refused; one success', {
        needs: ['device'],
        runs: 'everywhere',
      }),
      row('B10.3 M P0', 'guessed user codes', 'throttled; enough codes are left', {
        needs: ['device', 'operator'],
      }),
      row(
        'B10.4 H P0',
        'approval by another session, without the form, by link alone',
        'refused; client and scopes are shown',
        { needs: ['device'] },
      ),
    ],
  },
  {
    title: 'B11 Registration of clients',
    entries: [
      row('B11.1 H P0', 'registration without a token', 'off, or refused', once),
      row(
        'B11.2 M P0',
        'redirect URIs with script schemes, fragments, wildcards, user names, http',
        'cannot be registered',
        { needs: ['operator'], runs: 'once' },
      ),
      row(
        'B11.3 H P0',
        'client ids that are addresses inside; documents that are long, slow or elsewhere',
        'nothing inside is fetched; bodies and time are bounded',
        { needs: ['operator'], runs: 'once' },
      ),
      row('B11.4 M P0', 'metadata that a client may not choose', 'ignored or refused', {
        absent: 'clients cannot register themselves in this version; they may describe themselves (B11.3)',
      }),
      row('B11.5 M P0', 'another client’s registration token', '401; it rotates; deletion ends the tokens', {
        absent: 'clients cannot register themselves in this version; they may describe themselves (B11.3)',
      }),
      row('B11.6 H P0', 'client names with markup, direction marks, 10 KB', 'escaped and bounded', {
        needs: ['operator'],
        runs: 'once',
      }),
    ],
  },
  {
    title: 'B12 Resource server',
    entries: [
      row('B12.1 M P0', 'no token; another scheme', '401 with a bare challenge', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.2 M P0', 'expired, early, foreign, narrow tokens', '401; 403 with the scope', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.3 M P0', 'alg none, HMAC with the public key, foreign algorithms', '401', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.4 M P0', 'jwk, jku, x5u and x5c in the header', '401; nothing is fetched', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.5 H P0', 'many unknown kids', '401; the keys are fetched at most once per pause', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.6 M P0', 'crit, empty and zero signatures, other spellings, JWE, 64 KB', '401', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.7 M P0', 'the token in the query, twice, in two headers', 'ignored; 400', {
        needs: ['operator'],
        runs: 'once',
      }),
      row(
        'B12.8 H P0',
        'other spellings of a path and method',
        'as closed as the path itself, on Express and Fastify',
        { needs: ['operator'], runs: 'once' },
      ),
      row('B12.9 H P0', 'a route without any decorator', 'denied', { needs: ['operator'], runs: 'once' }),
      row('B12.10 H P0', 'introspection down; keys down', '503; known keys go on working', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.11 H P0', 'a new and a removed key', 'accepted at once; refused after the cache’s time', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.12 M', 'a revoked opaque token', 'refused after the cache’s time', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B12.13 M', 'a bound token without proof', '401', { needs: ['operator', 'dpop'], runs: 'once' }),
    ],
  },
  {
    title: 'B13 Admin app',
    entries: [
      row('B13.1 H P0', 'every route as everybody', 'a table of answers', inAdmin('roles.e2e-spec.ts')),
      // There are no tenants: the nearest to one are the clients that a client manager was given.
      row(
        'B13.2 H P0',
        'ids of other people’s clients (there are no tenants; the nearest is the reach own); fields that no editor sets, in every body',
        '403, or 404 behind an id that is not theirs; 400',
        inAdmin('b13.e2e-spec.ts'),
      ),
      row(
        'B13.3 H P0',
        'every GET, export and description, and a search through log and audit',
        'a secret is shown once',
        inAdmin('b13.e2e-spec.ts'),
      ),
      row(
        'B13.4 H P0',
        'injected names, sorting, filters, limits, cursors and text, at every list',
        '400; text means itself',
        inAdmin('b13.e2e-spec.ts'),
      ),
      row(
        'B13.5 H P0',
        'markup in every name; the cookie of the other app; forms of other sites',
        'text on every page, and the policy blocks inline scripts; 401; 403',
        inAdmin('b13.e2e-spec.ts'),
      ),
      row(
        'B13.6 H P0',
        'every change; the same edit five times at once',
        'one audit row, for good: who, from where, before and after; one wins, 412',
        inAdmin('b13.e2e-spec.ts'),
      ),
      row('B13.7 H P0', 'insecure configuration', 'does not start', inAdmin('first-run.e2e-spec.ts')),
      row('B13.8 H', 'removing the last administrator', 'refused', inAdmin('members.e2e-spec.ts')),
    ],
  },
  {
    title: 'B14 Transport and leakage',
    entries: [
      row(
        'B14.1 H P0',
        'everything above, then a search through log, database and audit',
        'no code, token, secret, password or cookie',
        { needs: ['operator'] },
      ),
      row('B14.2 H', 'any answer; the health endpoint', 'HSTS, nosniff, no product name; nothing told', once),
      row('B14.3 M P0', 'http redirects; cookies', 'loopback only; always Secure', {
        needs: ['operator'],
        runs: 'once',
      }),
      row('B14.4 H P0', 'headers of a proxy that is not there', 'ignored', once),
      row(
        'B14.5 H P0',
        'random parameters, headers and bodies at every endpoint',
        'no 5xx, the process lives, memory stays',
        { needs: ['operator'] },
      ),
    ],
  },
];

export const CATALOGUE: readonly CatalogueEntry[] = SECTIONS.flatMap(({ entries }) => entries);
