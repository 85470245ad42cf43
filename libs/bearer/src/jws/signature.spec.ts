import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CompactSign, type CryptoKey, generateKeyPair, importJWK } from 'jose';
import { isSignedBy } from './signature.js';

async function signed(algorithm: string): Promise<{ text: string; key: CryptoKey }> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const jws = new CompactSign(Buffer.from('{"sub":"alice"}')).setProtectedHeader({ alg: algorithm });
  return { text: await jws.sign(privateKey), key: publicKey };
}

describe('isSignedBy', () => {
  it.each([
    ...['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
    ...['EdDSA', 'Ed25519'],
  ])('knows a good %s signature from any other', async (algorithm) => {
    const { text, key } = await signed(algorithm);
    const [header, payload, signature] = text.split('.') as [string, string, string];
    expect(await isSignedBy(text, key, algorithm)).toBe(true);
    expect(await isSignedBy(`${header}.${payload.slice(0, -1)}.${signature}`, key, algorithm)).toBe(false);
    expect(await isSignedBy(`${header}.${payload}.${signature.slice(0, -4)}`, key, algorithm)).toBe(false);
    expect(await isSignedBy(`${header}.${payload}.`, key, algorithm)).toBe(false);
    expect(await isSignedBy(text, (await signed(algorithm)).key, algorithm)).toBe(false);
  });

  it('takes no ES256 signature in ASN.1, and none of zeros', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = (await importJWK(pair.publicKey.export({ format: 'jwk' }), 'ES256')) as CryptoKey;
    const asn1 = sign('sha256', Buffer.from('e30.e30'), pair.privateKey).toString('base64url');
    expect(await isSignedBy(`e30.e30.${asn1}`, key, 'ES256')).toBe(false);
    expect(await isSignedBy(`e30.e30.${Buffer.alloc(64).toString('base64url')}`, key, 'ES256')).toBe(false);
  });

  it('trusts no RSA key of less than 2048 bits', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = (await importJWK(pair.publicKey.export({ format: 'jwk' }), 'RS256')) as CryptoKey;
    const signature = sign('sha256', Buffer.from('e30.e30'), pair.privateKey).toString('base64url');
    await expect(isSignedBy(`e30.e30.${signature}`, key, 'RS256')).rejects.toThrow('less than 2048 bits');
  });

  it('tells each of many in one turn of its own token', async () => {
    const [one, other] = await Promise.all([signed('ES256'), signed('RS256')]);
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const short = (await importJWK(pair.publicKey.export({ format: 'jwk' }), 'RS256')) as CryptoKey;
    const results = await Promise.allSettled([
      isSignedBy(one.text, one.key, 'ES256'),
      isSignedBy(other.text, one.key, 'ES256'),
      isSignedBy(other.text, short, 'RS256'),
      isSignedBy(other.text, other.key, 'RS256'),
    ]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'))).toEqual([
      true,
      false,
      'refused',
      true,
    ]);
  });
});
