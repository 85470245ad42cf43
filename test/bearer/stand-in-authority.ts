import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export const AUDIENCE = 'https://orders.example.com';
export const API_CLIENT = { clientId: 'orders api', clientSecret: 's:e%c+r é t' };

/** An authorization server reduced to what a resource server sees of it, over real HTTP. */
export class StandInAuthority {
  /** Number of requests by path. */
  readonly hits = new Map<string, number>();
  /** What introspection says of a token; a token that is not here is not active. */
  readonly active = new Map<string, Record<string, unknown>>();
  keys: SigningKey[] = [];
  /** `answer` is normal; `fail` says 500; `hang` never answers. */
  mood: 'answer' | 'fail' | 'hang' = 'answer';
  /** Put into the metadata document in place of the true values. */
  metadata: Record<string, unknown> = {};
  lastIntrospection?: { body: string; authorization: string | undefined };
  port = 0;

  private server?: Server;

  get issuer(): string {
    return `http://localhost:${this.port}`;
  }

  static async start(): Promise<StandInAuthority> {
    const authority = new StandInAuthority();
    authority.keys = [await signingKey('first', 'ES256')];
    await authority.listen();
    return authority;
  }

  async listen(): Promise<void> {
    this.server = createServer((request, response) => void this.route(request, response));
    await new Promise<void>((ready) => this.server!.listen(this.port, 'localhost', ready));
    this.server.unref();
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((closed) => (this.server?.listening ? this.server.close(closed) : closed(undefined)));
  }

  count(path: string): number {
    return this.hits.get(path) ?? 0;
  }

  /** Claims of a good token, for a test to spoil one of them. */
  claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      sub: 'alice',
      aud: AUDIENCE,
      client_id: 'web',
      scope: 'orders:read',
      iat: now,
      exp: now + 300,
      jti: crypto.randomUUID(),
      ...changes,
    };
  }

  /** A signed access token that differs from a good one only in what is named. */
  async issue(
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key = this.keys[0]!,
  ) {
    return new CompactSign(new TextEncoder().encode(JSON.stringify(this.claims(claims))))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
      .sign(key.privateKey, { crit: { 'exp-ms': true, b64: true } });
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url!, this.issuer).pathname;
    this.hits.set(path, this.count(path) + 1);
    if (this.mood === 'hang') return;
    if (this.mood === 'fail') return void response.writeHead(500).end('broken');
    const document = await this.document(path, request);
    if (!document) return void response.writeHead(404).end();
    if (document === 'unauthorized') return void response.writeHead(401).end('{"error":"invalid_client"}');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  }

  private async document(
    path: string,
    request: IncomingMessage,
  ): Promise<object | 'unauthorized' | undefined> {
    if (path === '/.well-known/oauth-authorization-server') {
      return {
        issuer: this.issuer,
        jwks_uri: `${this.issuer}/jwks`,
        introspection_endpoint: `${this.issuer}/introspect`,
        ...this.metadata,
      };
    }
    if (path === '/jwks') return { keys: this.keys.map((key) => key.jwk) };
    if (path === '/introspect') return this.introspection(request);
    return undefined;
  }

  private async introspection(request: IncomingMessage): Promise<object | 'unauthorized'> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { authorization } = request.headers;
    this.lastIntrospection = { body, authorization };
    if (authorization !== basic(API_CLIENT.clientId, API_CLIENT.clientSecret)) return 'unauthorized';
    const claims = this.active.get(new URLSearchParams(body).get('token') ?? '');
    return claims ? { active: true, token_type: 'Bearer', ...claims } : { active: false };
  }
}

export async function signingKey(kid: string, alg: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

function basic(id: string, secret: string): string {
  const form = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
  return `Basic ${Buffer.from(`${form(id)}:${form(secret)}`).toString('base64')}`;
}
