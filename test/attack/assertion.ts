import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT, type JWK } from 'jose';
import type { ClientFixture } from './fixtures.js';
import { encodePart } from './tokens.js';
import { Unavailable, type Target } from './target.js';

/** What to change in an otherwise good assertion; undefined leaves a member out. Times are seconds from now. */
export interface AssertionChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly exp?: number | undefined;
  readonly nbf?: number;
  readonly iat?: number;
}

/** Header and claims of a client assertion (RFC 7523 section 3), unsigned. */
export function assertionParts(
  target: Target,
  client: ClientFixture,
  changes: AssertionChanges = {},
): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const now = Math.floor(Date.now() / 1000);
  const header = {
    alg: client.jwk?.['alg'] ?? 'ES256',
    kid: client.jwk?.['kid'],
    typ: 'JWT',
    ...changes.header,
  };
  const claims = {
    iss: client.client_id,
    sub: client.client_id,
    aud: target.issuer,
    jti: randomUUID(),
    iat: now + (changes.iat ?? 0),
    ...(changes.nbf !== undefined && { nbf: now + changes.nbf }),
    exp: 'exp' in changes ? changes.exp !== undefined && now + changes.exp : now + 60,
    ...changes.claims,
  };
  // JSON leaves out what is undefined; an `exp` of false is none.
  const clean = (value: object): Record<string, unknown> =>
    JSON.parse(
      JSON.stringify(value, (_, member: unknown) => (member === false ? undefined : member)),
    ) as never;
  return { header: clean(header), claims: clean(claims) };
}

/** A client assertion as the client makes it, signed with its own key. */
export async function assertionOf(
  target: Target,
  client: ClientFixture,
  changes: AssertionChanges = {},
): Promise<string> {
  if (!client.jwk) throw new Unavailable('no private key of the client');
  const { header, claims } = assertionParts(target, client, changes);
  const crit = Object.fromEntries(((header['crit'] ?? []) as string[]).map((name) => [name, true]));
  const key = await importJWK(client.jwk as JWK, String(client.jwk['alg'] ?? 'ES256'));
  return new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(key, { crit });
}

/** The form parameters that carry it. */
export function assertionForm(client_assertion: string): Record<string, string> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion,
  };
}

/** The same content without any signature. */
export function unsigned(header: object, claims: object): string {
  return `${encodePart(header)}.${encodePart(claims)}.`;
}
