import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Actor } from '../access-token.js';
import { metadataUrls } from '../authority/issuer-metadata.js';
import { OutgoingHttp } from '../authority/outgoing-http.js';
import type { DpopKey } from './dpop-key.js';

export interface TestAuthorityOptions {
  /** Default `https://authority.test`. */
  readonly issuer?: string;
  /** The audience of the API under test. */
  readonly audience: string | readonly string[];
}

/** What a token says; whatever is left out is what a good token would say. */
export interface TestTokenFields {
  /** Default `alice`. */
  readonly subject?: string;
  /** Default `test-client`. */
  readonly clientId?: string;
  /** Default none. */
  readonly scopes?: readonly string[];
  /** Default that of the authority. */
  readonly audience?: string | readonly string[];
  /** Seconds from now. Default 300. */
  readonly expiresIn?: number;
  readonly acr?: string;
  /** Seconds since 1970. Default now. */
  readonly authTime?: number;
  readonly act?: Actor;
  /** Binds the token to this key (RFC 9449 section 6): it is sent as `DPoP`, with a proof. */
  readonly boundTo?: DpopKey;
  /** Further claims, and others in place of those above; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

const LIFETIME_SECONDS = 300;

/**
 * An authorization server inside a test: it has keys of its own, and an API under test takes its tokens by the same
 * rules as those of a real one. Nothing listens anywhere; the API reaches it through its port `OutgoingHttp`.
 *
 * It answers for JWTs (metadata and keys) and for introspection, for whichever credentials the API has.
 */
export class TestAuthority {
  /** For `overrideProvider(OutgoingHttp).useValue(authority.http)`. */
  readonly http: OutgoingHttp;
  /** False: nobody answers, as if it were down. */
  reachable = true;

  /** What introspection says of the tokens that were made and not revoked. */
  private readonly active = new Map<string, Record<string, unknown>>();

  private constructor(
    readonly issuer: string,
    readonly audience: string | readonly string[],
    private readonly privateKey: CryptoKey,
    private readonly jwk: JWK,
  ) {
    this.http = new TestHttp((url, init) => this.answer(url, init));
  }

  /** @throws Error where NODE_ENV is `production`: whoever holds this object can be everybody */
  static async create({
    issuer = 'https://authority.test',
    audience,
  }: TestAuthorityOptions): Promise<TestAuthority> {
    if (process.env['NODE_ENV'] === 'production') {
      throw new Error(
        'TestAuthority is for tests. It makes tokens for anybody, so it does not run in production.',
      );
    }
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
    return new TestAuthority(issuer, audience, privateKey, jwk);
  }

  /** An access token of a user. */
  async token(fields: TestTokenFields = {}): Promise<string> {
    const claims = this.claimsOf(fields);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: this.jwk.kid! })
      .sign(this.privateKey);
    this.active.set(token, claims);
    return token;
  }

  /** An access token of a client that acts for nobody else (client_credentials). */
  clientToken(fields: Omit<TestTokenFields, 'subject'> = {}): Promise<string> {
    const { clientId = 'test-client', claims } = fields;
    return this.token({ ...fields, subject: clientId, claims: { auth_time: undefined, ...claims } });
  }

  /** An access token that was good until a minute ago, longer than clocks may differ. */
  expired(fields: TestTokenFields = {}): Promise<string> {
    return this.token({ expiresIn: -61, ...fields });
  }

  /** From now on introspection says that the token is not active. An API in mode `jwt` does not notice. */
  revoke(token: string): void {
    this.active.delete(token);
  }

  private claimsOf(fields: TestTokenFields): Record<string, unknown> {
    const { subject = 'alice', clientId = 'test-client', scopes = [], audience = this.audience } = fields;
    const now = Math.floor(Date.now() / 1000);
    const { expiresIn = LIFETIME_SECONDS, acr, authTime = now, act, boundTo } = fields;
    return {
      iss: this.issuer,
      sub: subject,
      aud: audience,
      client_id: clientId,
      scope: scopes.join(' '),
      iat: Math.min(now, now + expiresIn),
      exp: now + expiresIn,
      jti: randomUUID(),
      auth_time: authTime,
      acr,
      act,
      ...(boundTo && { cnf: { jkt: boundTo.jkt } }),
      ...fields.claims,
    };
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    if (!this.reachable) throw new Error('TestAuthority is not reachable');
    if (metadataUrls(this.issuer).includes(url)) {
      return Response.json({
        issuer: this.issuer,
        jwks_uri: `${this.issuer}/jwks`,
        introspection_endpoint: `${this.issuer}/introspect`,
      });
    }
    if (url === `${this.issuer}/jwks`) return Response.json({ keys: [this.jwk] });
    if (url === `${this.issuer}/introspect`) return Response.json(this.introspect(init.body));
    throw new Error(
      `TestAuthority has no answer for ${url}: give it the issuer that the API is configured with.`,
    );
  }

  private introspect(body: unknown): Record<string, unknown> {
    const claims = this.active.get(new URLSearchParams(String(body)).get('token') ?? '');
    const alive = claims !== undefined && Number(claims['exp']) > Date.now() / 1000;
    return alive ? { active: true, ...claims } : { active: false };
  }
}

class TestHttp extends OutgoingHttp {
  constructor(private readonly answer: (url: string, init: RequestInit) => Promise<Response>) {
    super();
  }

  override send(url: string, init: RequestInit): Promise<Response> {
    return this.answer(url, init);
  }
}
