import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyResult } from 'jose';
import type { TestServer } from './test-server.js';

/** The published keys. */
export async function jwks(server: TestServer): Promise<Record<string, string>[]> {
  const { keys } = (await (await fetch(server.url('jwks'))).json()) as { keys: Record<string, string>[] };
  return keys;
}

/** Verifies a token as a resource server would: against the published keys, at the server's time. */
export async function verify(server: TestServer, token: string, typ: string): Promise<JWTVerifyResult> {
  return jwtVerify(token, createLocalJWKSet({ keys: (await jwks(server)) as never }), {
    typ,
    issuer: server.issuer,
    currentDate: new Date(server.clock.now()),
  });
}

/** Header and claims, unverified. */
export function readJwt(token: string): { header: Record<string, unknown>; claims: JWTPayload } {
  const [header, claims] = token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, claims } as ReturnType<typeof readJwt>;
}

/** What an attacker makes of a genuine token: the same content under no, a foreign or a confused signature. */
export async function forgeries(server: TestServer, token: string): Promise<Record<string, string>> {
  const { header, claims: payload } = readJwt(token);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = ((await (await fetch(server.url('token_key'))).json()) as { value: string }).value;
  const [h, , signature] = token.split('.');
  const protectedHeader = (alg: string) => ({ ...header, alg });
  return {
    'alg none': `${part({ ...header, alg: 'none' })}.${part(payload)}.`,
    'alg None and a signature': `${part({ ...header, alg: 'None' })}.${part(payload)}.${signature}`,
    'a foreign key': await new SignJWT(payload).setProtectedHeader(protectedHeader('ES256')).sign(privateKey),
    'the public key as an HMAC secret': await new SignJWT(payload)
      .setProtectedHeader(protectedHeader('HS256'))
      .sign(Buffer.from(pem)),
    'another payload': `${h}.${part({ ...payload, sub: 'somebody' })}.${signature}`,
    'another typ': `${part({ ...header, typ: 'JWT' })}.${part(payload)}.${signature}`,
    'no kid': `${part({ alg: header['alg'], typ: header['typ'] })}.${part(payload)}.${signature}`,
    'an unknown kid': `${part({ ...header, kid: '../../x' })}.${part(payload)}.${signature}`,
    // The last character carries two bits only: another one of the same four spells the same bytes.
    'another spelling of the signature': respelled(token),
    'no signature': `${h}.${part(payload)}.`,
    'two parts': `${h}.${part(payload)}`,
    'a header that is no JSON': `e30x.${part(payload)}.${signature}`,
  };
}

function respelled(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) + 1];
}
