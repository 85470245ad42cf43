import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResolvedOptions } from '../oauth.options.js';
import { SystemClock, toSeconds } from '../primitives/clock.js';
import { JwtReader } from './jwt-reader.js';
import { signJwt } from './jwt-signer.js';
import type { KeyRing, LoadedKey } from './key-ring.js';

const ISSUER = 'https://as.example';

function loaded(
  kid: string,
  alg: LoadedKey['alg'],
  keys: Record<'publicKey' | 'privateKey', KeyObject>,
): LoadedKey {
  const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const publicJwk = { ...keys.publicKey.export({ format: 'jwk' }), kid };
  return {
    kid,
    alg,
    sequence: 1,
    activatesAt: 0,
    createdAt: 0,
    retiredAt: null,
    publicJwk,
    publicPem,
    ...keys,
  };
}

const KEYS = [
  loaded('ec', 'ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  loaded('rsa', 'RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })),
];
const ring = { find: (kid: string) => KEYS.find((key) => key.kid === kid) } as KeyRing;
const reader = new JwtReader(new JwtService(), ring, new SystemClock(), {
  issuer: ISSUER,
} as ResolvedOptions);

const now = toSeconds(Date.now());
const key = fc.constantFrom(...KEYS);
const claims = fc
  .dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 5 })
  .map((more) => ({ ...more, iss: ISSUER, sub: 'alice', exp: now + 600 }))
  .filter((all) => !('nbf' in all) && !('iat' in all));
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a JWT, whatever was sent', () => {
  it('is read when we signed it', async () => {
    await fc.assert(
      fc.asyncProperty(key, claims, async (signer, body) => {
        const [token, other] = await Promise.all([
          signJwt(signer, 'JWT', body),
          signJwt(signer, 'at+jwt', body),
        ]);
        expect(reader.read(token, 'JWT')).toEqual(JSON.parse(JSON.stringify(body)));
        expect(reader.read(other, 'JWT')).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it('is not read after any change', async () => {
    const change = fc.record({
      at: fc.nat(),
      put: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]$/), fc.constantFrom('', '.', '=', '+', ' ', 'é')),
    });
    await fc.assert(
      fc.asyncProperty(key, claims, change, async (signer, body, { at, put }) => {
        const token = await signJwt(signer, 'JWT', body);
        const i = at % token.length;
        const changed = token.slice(0, i) + put + token.slice(i + 1);
        if (changed !== token) expect(reader.read(changed, 'JWT', true)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('is not read with a header of somebody else’s making', () => {
    const header = fc.record(
      {
        alg: fc.oneof(
          fc.constantFrom('none', 'None', 'HS256', 'ES256', 'RS256', 'PS256', ''),
          fc.jsonValue(),
        ),
        kid: fc.oneof(fc.constantFrom('ec', 'rsa', '../../x', "' OR 1=1", '__proto__'), fc.jsonValue()),
        typ: fc.oneof(fc.constantFrom('JWT', 'at+jwt'), fc.jsonValue()),
        jwk: fc.constant(KEYS[0]!.publicJwk),
        jku: fc.webUrl(),
        crit: fc.constantFrom(['exp'], ['b64'], 'x', []),
        zip: fc.constant('DEF'),
      },
      { requiredKeys: [] },
    );
    const signature = fc.oneof(
      fc.constant(''),
      fc.base64String().map((text) => text.replace(/[+/=]/g, '')),
    );
    fc.assert(
      fc.property(
        fc.oneof(header, fc.jsonValue()),
        fc.oneof(claims, fc.jsonValue()),
        signature,
        (head, body, end) => {
          expect(reader.read(`${encoded(head)}.${encoded(body)}.${end}`, 'JWT', true)).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is no text that comes along', () => {
    const piece = fc.constantFrom('.', 'eyJ', 'e30', '{}', 'bnVsbA', '=', 'A', '\u0000', '__proto__');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((parts) => parts.join('')),
    );
    fc.assert(fc.property(text, (token) => expect(reader.read(token, 'JWT', true)).toBeNull()));
  });

  it('is passed over unread when it is long', () => {
    let decoded = 0;
    const counting = Object.assign(new JwtService(), { decode: () => ((decoded += 1), null) });
    const bounded = new JwtReader(counting, ring, new SystemClock(), { issuer: ISSUER } as ResolvedOptions);
    for (const token of ['A'.repeat(16 * 1024 + 1), `${'A'.repeat(2 ** 20)}.e30.`, '.'.repeat(2 ** 20)]) {
      expect(bounded.read(token, 'JWT')).toBeNull();
    }
    expect(decoded).toBe(0);
  });
});
