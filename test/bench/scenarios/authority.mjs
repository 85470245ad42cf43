import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { API, API_SCOPE } from '../targets/cast.mjs';

/** As much of an authorization server as an API needs that verifies JWTs itself: metadata, a key set and tokens. */
export class Authority {
  #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #issued = 0;

  static async open() {
    const authority = new Authority();
    authority.server = createServer((request, response) => authority.#answer(request, response));
    await once(authority.server.listen(0, '127.0.0.1'), 'listening');
    authority.issuer = `http://127.0.0.1:${authority.server.address().port}`;
    return authority;
  }

  async close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** For a route that checks a signature and nothing else. */
  get publicKey() {
    return this.#keys.publicKey.export({ format: 'pem', type: 'spki' });
  }

  /** @returns so many tokens (RFC 9068), each another one */
  tokens(count) {
    return Array.from({ length: count }, () => this.#token());
  }

  #token() {
    const now = Math.floor(Date.now() / 1000);
    const input = [
      { alg: 'ES256', typ: 'at+jwt', kid: 'bench' },
      {
        iss: this.issuer,
        sub: 'alice',
        aud: API,
        client_id: 'web',
        scope: API_SCOPE,
        iat: now,
        exp: now + 3600,
        jti: `bench-${this.#issued++}`,
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', input, { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }

  #answer({ url }, response) {
    const jwk = { ...this.#keys.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bench' };
    const body = url.startsWith('/.well-known/')
      ? { issuer: this.issuer, jwks_uri: `${this.issuer}/jwks` }
      : { keys: [jwk] };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }
}
