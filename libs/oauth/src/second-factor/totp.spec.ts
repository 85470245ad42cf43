import { describe, expect, it } from '@jest/globals';
import { momentOfStep, newTotpSecret, stepOfCode, totpUri } from './totp.js';

/** RFC 6238 appendix B: the secret of SHA-1, its codes cut to the last six digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('stepOfCode', () => {
  it.each([
    [59, '287082', 1],
    [1111111109, '081804', 0x23523ec],
    [1111111111, '050471', 0x23523ed],
    [1234567890, '005924', 0x273ef07],
    [2000000000, '279037', 0x3f940aa],
  ])('finds the step of the code at %i seconds', (seconds, code, step) => {
    expect(stepOfCode(SECRET, code, seconds * 1000)).toBe(step);
  });

  it('takes the codes of the step before and of the one after, and no others', () => {
    const at = 1111111109_000;
    const step = 0x23523ec;
    expect(stepOfCode(SECRET, '050471', at)).toBe(step + 1);
    expect(stepOfCode(SECRET, '081804', at + 30_000)).toBe(step);
    expect(stepOfCode(SECRET, '081804', at + 60_000)).toBeNull();
    expect(stepOfCode(SECRET, '081804', at - 60_000)).toBeNull();
  });

  it.each(['081 804', ' 081804 ', '081\u00a0804', '\uff10\uff18\uff11\uff18\uff10\uff14'])(
    'reads %j as it was meant',
    (typed) => expect(stepOfCode(SECRET, typed, 1111111109_000)).toBe(0x23523ec),
  );

  it.each(['', '08180', '0818044', '08180x', '-81804', '081804\n1', '８'])('refuses %j', (typed) => {
    expect(stepOfCode(SECRET, typed, 1111111109_000)).toBeNull();
  });
});

describe('momentOfStep', () => {
  it('is when the code of a step begins to be good', () => {
    expect(momentOfStep(0x23523ec)).toBe(1111111080_000);
  });
});

describe('newTotpSecret', () => {
  it('has 160 bits and is another one each time', () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret);
    expect(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret))).toBe(true);
    expect(new Set(secrets).size).toBe(50);
  });
});

describe('totpUri', () => {
  it('is the key URI that authenticator apps read', () => {
    const uri = new URL(totpUri(SECRET, 'Acme & Söhne', 'ada@acme.example'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('Acme & Söhne:ada@acme.example');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret: SECRET, issuer: 'Acme & Söhne' });
  });
});
