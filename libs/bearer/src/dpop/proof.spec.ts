import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  base64url,
  calculateJwkThumbprint,
  CompactSign,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
} from 'jose';
import { InvalidDpopProof } from './invalid-dpop-proof.js';
import { type DpopRules, verifyDpopProof } from './proof.js';

const NOW = 1_800_000_000;
const TOKEN = 'an.access.token';
const RULES: DpopRules = {
  method: 'POST',
  url: 'https://api.example.com/orders/7?page=2',
  accessToken: TOKEN,
  algorithms: ['ES256', 'RS256', 'EdDSA', 'Ed25519', 'HS256', 'none'],
  now: NOW,
  maxAgeSeconds: 60,
  aheadSeconds: 5,
};
const CLAIMS = {
  jti: 'first',
  htm: 'POST',
  htu: 'https://api.example.com/orders/7',
  iat: NOW - 1,
  ath: hash('sha256', TOKEN, 'base64url'),
};

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly privateJwk: JWK;
}

let own: Pair;
let other: Pair;

beforeAll(async () => {
  own = await pair('ES256');
  other = await pair('ES256');
});

async function pair(alg: string, options = {}): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { privateKey, jwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
}

/** A proof that differs from a good one only in what is named. */
function make(claims: object = {}, header: object = {}, key: CryptoKey | Uint8Array = own.privateKey) {
  return new CompactSign(new TextEncoder().encode(JSON.stringify({ ...CLAIMS, ...claims })))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: own.jwk, ...header })
    .sign(key, { crit: { ext: true } });
}

function reason(proof: string, rules: Partial<DpopRules> = {}): Promise<string> {
  return verifyDpopProof(proof, { ...RULES, ...rules }).then(
    () => 'accepted',
    (error: unknown) => {
      expect(error).toBeInstanceOf(InvalidDpopProof);
      return (error as InvalidDpopProof).detail;
    },
  );
}

describe('verifyDpopProof', () => {
  it('tells the thumbprint of the key, the jti, the time and the nonce', async () => {
    expect(await verifyDpopProof(await make({ nonce: 'n' }), RULES)).toEqual({
      jkt: await calculateJwkThumbprint(own.jwk),
      jti: 'first',
      issuedAt: NOW - 1,
      nonce: 'n',
    });
    expect(await verifyDpopProof(await make(), RULES)).not.toHaveProperty('nonce');
  });

  it.each(['RS256', 'Ed25519'])('takes %s where it is allowed, and not where it is not', async (alg) => {
    const { privateKey, jwk } = await pair(alg);
    const proof = await make({}, { alg, jwk }, privateKey);
    expect(await reason(proof)).toBe('accepted');
    expect(await reason(proof, { algorithms: ['ES256'] })).toBe('alg is not on the allow-list');
  });

  it('the thumbprint is that of the example in RFC 9449 section 6.1', async () => {
    const proof =
      'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoR' +
      'jQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJ' +
      'qdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZX' +
      'NvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35' +
      'yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA';
    const rules: DpopRules = {
      ...RULES,
      method: 'GET',
      url: 'https://resource.example.org/protectedresource',
      accessToken: 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU',
      now: 1562262618,
    };
    expect(await verifyDpopProof(proof, rules)).toEqual({
      jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
      jti: 'e1j3V_bKic8-LAEB',
      issuedAt: 1562262618,
    });
  });

  describe('refuses', () => {
    it.each<[string, () => string | Promise<string>, RegExp]>([
      ['no JWT', () => 'proof', /not a signed JWT/],
      ['an empty text', () => '', /not a signed JWT/],
      ['two JWTs', async () => `${await make()}, ${await make()}`, /not a signed JWT/],
      ['an encrypted JWT', async () => `${await make()}.e30.e30`, /not a signed JWT/],
      ['a missing signature', async () => (await make()).replace(/[^.]+$/, ''), /not a signed JWT/],
      ['another spelling of the signature', async () => `${await make()}=`, /not a signed JWT/],
      ['a header that is no object', async () => `${base64url.encode('[]')}.e30.e30`, /not a JSON object/],
      ['more than 8 KiB', () => make({ pad: 'x'.repeat(8192) }), /longer than/],
      ['no typ', () => make({}, { typ: undefined }), /typ/],
      ['the typ of an access token', () => make({}, { typ: 'at+jwt' }), /typ/],
      ['the typ JWT', () => make({}, { typ: 'JWT' }), /typ/],
      ['an extension that we do not know', () => make({}, { crit: ['ext'], ext: 1 }), /crit/],
      ['no jwk', () => make({}, { jwk: undefined }), /jwk is missing/],
      ['a jwk that is a text', () => make({}, { jwk: 'key' }), /jwk is missing/],
      ['a private jwk', () => make({}, { jwk: own.privateJwk }), /private key/],
      ['a jwk of no known type', () => make({}, { jwk: { kty: 'toString' } }), /not a public key/],
      ['a jwk without a coordinate', () => make({}, { jwk: { ...own.jwk, y: undefined } }), /no usable y/],
      ['a jwk that is not on the curve', () => make({}, { jwk: { ...own.jwk, y: own.jwk.x } }), /./],
      ["another's key", () => make({}, { jwk: other.jwk }), /signature verification failed/],
      ["another's signature", () => make({}, {}, other.privateKey), /signature verification failed/],
      ['no jti', () => make({ jti: undefined }), /jti/],
      ['an empty jti', () => make({ jti: '' }), /jti/],
      ['a jti that is a number', () => make({ jti: 7 }), /jti/],
      ['a jti of 257 characters', () => make({ jti: 'x'.repeat(257) }), /jti/],
      ['no htm', () => make({ htm: undefined }), /htm/],
      ['another htm', () => make({ htm: 'GET' }), /htm is another method/],
      ['htm in another case', () => make({ htm: 'post' }), /htm is another method/],
      ['no htu', () => make({ htu: undefined }), /htu/],
      ['an htu that is an array', () => make({ htu: [CLAIMS.htu] }), /htu/],
      ['no iat', () => make({ iat: undefined }), /iat is not a number/],
      ['an iat that is a text', () => make({ iat: String(NOW) }), /iat is not a number/],
      ['an iat too far ahead', () => make({ iat: NOW + 6 }), /iat lies in the future/],
      ['an iat too far back', () => make({ iat: NOW - 61 }), /iat lies too far back/],
      ['an exp in the past', () => make({ exp: NOW - 5 }), /exp lies in the past/],
      ['an nbf in the future', () => make({ nbf: NOW + 6 }), /nbf lies in the future/],
      ['no ath', () => make({ ath: undefined }), /ath/],
      ["another token's ath", () => make({ ath: hash('sha256', 'x', 'base64url') }), /ath/],
      ['ath in hex', () => make({ ath: hash('sha256', TOKEN, 'hex') }), /ath/],
      ['a nonce that is a number', () => make({ nonce: 1 }), /nonce/],
    ])('%s', async (_, proof, why) => {
      expect(await reason(await proof())).toMatch(why);
    });

    it('a symmetric key and no signature, even where a caller allows them', async () => {
      const secret = new Uint8Array(32).fill(7);
      const jwk = { kty: 'oct', k: base64url.encode(secret) };
      expect(await reason(await make({}, { alg: 'HS256', jwk }, secret))).toMatch(/alg/);
      const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: own.jwk }));
      expect(await reason(`${header}.${base64url.encode(JSON.stringify(CLAIMS))}.AA`)).toMatch(/alg/);
    });

    it('a symmetric jwk under an asymmetric alg', async () => {
      expect(await reason(await make({}, { jwk: { kty: 'oct' } }))).toMatch(/not a public key/);
    });

    it('an RSA key under 2048 bits, and one with an exponent that would keep us busy', async () => {
      const { privateKey, jwk } = await pair('RS256');
      const short = base64url.encode(new Uint8Array(128).fill(255));
      const alg = 'RS256';
      expect(await reason(await make({}, { alg, jwk: { ...jwk, n: short } }, privateKey))).toMatch(/2048/);
      const huge = base64url.encode(new Uint8Array(64).fill(255));
      expect(await reason(await make({}, { alg, jwk: { ...jwk, e: huge } }, privateKey))).toMatch(
        /no usable e/,
      );
    });

    it('payloads that are no JSON object in UTF-8', async () => {
      for (const payload of [Buffer.from('[]'), Buffer.from('null'), Buffer.from([0x7b, 0xff, 0x7d])]) {
        const proof = await new CompactSign(payload)
          .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: own.jwk })
          .sign(own.privateKey);
        expect(await reason(proof)).not.toBe('accepted');
      }
    });
  });

  it('iat may lie at both ends of the window', async () => {
    expect(await reason(await make({ iat: NOW + 5 }))).toBe('accepted');
    expect(await reason(await make({ iat: NOW - 60 }))).toBe('accepted');
  });

  it('asks for no ath where no access token came', async () => {
    expect(await reason(await make({ ath: undefined }), { accessToken: undefined })).toBe('accepted');
  });

  it('lets typ be written in full and in another case', async () => {
    expect(await reason(await make({}, { typ: 'application/DPoP+JWT' }))).toBe('accepted');
  });

  it.each([
    ['https://api.example.com/orders/7'],
    ['HTTPS://API.Example.COM/orders/7'],
    ['https://api.example.com:443/orders/7'],
    ['https://api.example.com/orders/7?other=1'],
    ['https://api.example.com/orders/7#part'],
    ['https://api.example.com/%6frders/%37'],
    ['https://api.example.com/x/../orders/./7'],
  ])('takes %s for the address of the request', async (htu) => {
    expect(await reason(await make({ htu }))).toBe('accepted');
  });

  it.each([
    ['http://api.example.com/orders/7'],
    ['https://api.example.com:8443/orders/7'],
    ['https://api.example.org/orders/7'],
    ['https://api.example.com/Orders/7'],
    ['https://api.example.com/orders/7/'],
    ['https://api.example.com//orders/7'],
    ['https://api.example.com/orders%2f7'],
    ['https://api.example.com'],
    ['/orders/7'],
    ['https:orders/7'],
    ['https:\\\\api.example.com\\orders\\7'],
    [' https://api.example.com/orders/7'],
    ['https://api.example.com/ord\ners/7'],
    ['https://user@api.example.com/orders/7'],
    ['https://evil.example?https://api.example.com/orders/7'],
  ])('does not take %j for it', async (htu) => {
    expect(await reason(await make({ htu }))).toBe('htu is another address');
  });

  it('compares percent-encodings of reserved characters without case', async () => {
    const url = 'https://api.example.com/a%2fb';
    expect(await reason(await make({ htu: 'https://api.example.com/a%2Fb' }), { url })).toBe('accepted');
    expect(await reason(await make({ htu: 'https://api.example.com/a/b' }), { url })).not.toBe('accepted');
  });
});
