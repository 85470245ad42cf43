import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { signJwt } from './jwt-signer.js';
import type { LoadedKey } from './key-ring.js';

const loaded = (alg: 'ES256' | 'RS256', pair: Pick<LoadedKey, 'privateKey' | 'publicKey'>): LoadedKey =>
  ({ kid: alg, alg, ...pair }) as LoadedKey;

describe('JWTs that are signed in one turn', () => {
  const es256 = loaded('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const rs256 = loaded('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }));

  it('are each what was asked for', async () => {
    const asked = Array.from({ length: 20 }, (_, i) => ({ key: i % 2 ? es256 : rs256, sub: `s${i}` }));
    const tokens = await Promise.all(asked.map(({ key, sub }) => signJwt(key, 'JWT', { sub })));
    for (const [i, { key, sub }] of asked.entries()) {
      const { payload, protectedHeader } = await jwtVerify(tokens[i]!, key.publicKey);
      expect([payload, protectedHeader]).toEqual([{ sub }, { alg: key.alg, kid: key.kid, typ: 'JWT' }]);
    }
  });

  it('fail alone', async () => {
    const broken = loaded('ES256', { ...es256, privateKey: es256.publicKey });
    const results = await Promise.allSettled(
      [es256, broken, rs256].map((key) => signJwt(key, 'JWT', { sub: 'alice' })),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
