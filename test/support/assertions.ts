import { createPrivateKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT, type JWK, type JWTPayload } from 'jose';

/** Whom an assertion is for, and what time it is there. */
export interface Audience {
  readonly issuer: string;
  readonly clock: { now(): number };
}

/** A client's own key. */
export interface ClientKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** For the registration. */
  readonly jwk: JWK;
}

export function clientKey(
  alg: 'ES256' | 'RS256' | 'PS256' | 'EdDSA' = 'ES256',
  kid: string = randomUUID(),
): ClientKey {
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = pair.publicKey.export({ format: 'jwk' }) as JWK;
  return {
    alg,
    kid,
    privateKey: createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    jwk: { ...jwk, kid, use: 'sig' },
  };
}

/** What to change in an otherwise good assertion; undefined removes. Times are seconds from now. */
export interface AssertionChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly exp?: number | undefined;
  readonly nbf?: number;
  readonly iat?: number;
}

/** A client assertion as a client makes it (RFC 7523 section 3). */
export function assertionOf(
  server: Audience,
  clientId: string,
  key: Pick<ClientKey, 'alg' | 'kid' | 'privateKey'>,
  changes: AssertionChanges = {},
): Promise<string> {
  const { header, claims } = assertionParts(server, clientId, key, changes);
  // jose signs an extension only when it is told that it is one.
  const crit = Object.fromEntries(((header['crit'] ?? []) as string[]).map((name) => [name, true]));
  return new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(key.privateKey, { crit });
}

/** Its header and claims, unsigned. */
export function assertionParts(
  server: Audience,
  clientId: string,
  key: Pick<ClientKey, 'alg' | 'kid'>,
  changes: AssertionChanges = {},
): { header: Record<string, unknown>; claims: JWTPayload } {
  const now = Math.floor(server.clock.now() / 1000);
  const at = (offset: number | undefined): number | undefined =>
    offset === undefined ? undefined : now + offset;
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: server.issuer,
    jti: randomUUID(),
    iat: at(changes.iat ?? 0),
    nbf: at(changes.nbf),
    exp: 'exp' in changes ? at(changes.exp) : now + 60,
    ...changes.claims,
  };
  const header = { alg: key.alg, kid: key.kid, typ: 'JWT', ...changes.header };
  return { header: JSON.parse(JSON.stringify(header)), claims: JSON.parse(JSON.stringify(claims)) };
}

/** The form parameters that carry it. */
export function assertionForm(assertion: string): Record<string, string> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
