import { describe, expect, it } from '@jest/globals';
import type { BearerOptions } from './bearer.options.js';
import { resolveOptions } from './resolved-bearer.options.js';

const GOOD: BearerOptions = { issuer: 'https://sso.example.com', audience: 'https://orders.example.com' };

describe('resolveOptions', () => {
  it('fills in the defaults and freezes', () => {
    const options = resolveOptions({ ...GOOD, mode: undefined, timeoutSeconds: undefined } as BearerOptions);
    expect(options).toEqual({
      issuer: 'https://sso.example.com',
      audience: ['https://orders.example.com'],
      mode: 'jwt',
      jwksCacheSeconds: 300,
      jwksCooldownSeconds: 1,
      algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
      clockToleranceSeconds: 10,
      timeoutSeconds: 3,
      rememberedTokens: 10_000,
    });
    expect(() => Object.assign(options, { issuer: 'x' })).toThrow(/object is not extensible|read only/);
    expect(() => (options.audience as string[]).push('x')).toThrow(/object is not extensible|read only/);
  });

  it('does not cache introspection unless told to', () => {
    const options = resolveOptions({
      ...GOOD,
      mode: 'introspect',
      introspect: { clientId: 'a', clientSecret: 'b' },
    });
    expect(options.introspect).toEqual({ clientId: 'a', clientSecret: 'b', cacheSeconds: 0 });
  });

  it.each([
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://127.9.9.9',
    'http://[::1]:3000',
    'https://a.example/tenant',
  ])('takes the issuer %s', (issuer) => {
    expect(resolveOptions({ ...GOOD, issuer }).issuer).toBe(issuer);
  });

  it.each<[object, RegExp]>([
    [{ issuer: undefined }, /issuer is missing.*for example/],
    [{ issuer: '' }, /issuer is missing/],
    [{ issuer: 'sso.example.com' }, /not an https URL/],
    [{ issuer: 'http://sso.example.com' }, /not an https URL/],
    [{ issuer: 'http://127.0.0.1.example.com' }, /not an https URL/],
    [{ issuer: 'http://localhost.example.com' }, /not an https URL/],
    [{ issuer: 'ftp://localhost' }, /not an https URL/],
    [{ issuer: 'https://a.example?x=1' }, /query/],
    [{ issuer: 'https://a.example#x' }, /fragment/],
    [{ issuer: 'https://u:p@a.example' }, /user name/],
    [{ audience: undefined }, /audience is missing.*another API/],
    [{ audience: '' }, /audience is missing/],
    [{ audience: [] }, /audience is missing/],
    [{ audience: ['a', ''] }, /audience is missing/],
    [{ mode: 'none' }, /mode "none" does not exist/],
    [{ mode: 'introspect' }, /introspect.clientId and introspect.clientSecret are missing/],
    [{ mode: 'introspect', introspect: { clientId: 'a', clientSecret: '' } }, /are missing/],
    [{ introspect: { clientId: 'a', clientSecret: 'b' } }, /would not use it/],
    [
      { mode: 'introspect', introspect: { clientId: 'a', clientSecret: 'b', endpoint: 'http://a.example' } },
      /introspect.endpoint is not an https URL/,
    ],
    [
      { mode: 'introspect', introspect: { clientId: 'a', clientSecret: 'b', cacheSeconds: 61 } },
      /introspect.cacheSeconds is 61/,
    ],
    [{ jwksUri: 'http://a.example/jwks' }, /jwksUri is not an https URL/],
    [{ algorithms: [] }, /algorithms/],
    [{ algorithms: ['ES256', 'none'] }, /algorithms/],
    [{ algorithms: ['HS256'] }, /algorithms/],
    [{ clockToleranceSeconds: 61 }, /clockToleranceSeconds is 61\. Write a number from 0 to 60/],
    [{ clockToleranceSeconds: -1 }, /clockToleranceSeconds/],
    [{ timeoutSeconds: 0 }, /timeoutSeconds/],
    [{ timeoutSeconds: '3' }, /timeoutSeconds/],
    [{ jwksCooldownSeconds: 0 }, /jwksCooldownSeconds/],
    [{ rememberedTokens: Number.NaN }, /rememberedTokens/],
    [{ audiences: ['x'] }, /"audiences" is not an option/],
  ])('%p stops the start', (changes, message) => {
    expect(() => resolveOptions({ ...GOOD, ...changes } as BearerOptions)).toThrow(message);
  });

  it('names everything that is wrong at once, and never a secret', () => {
    const wrong = {
      mode: 'jwt',
      introspect: { clientId: 'a', clientSecret: 'top-secret' },
    } as unknown as BearerOptions;
    expect(() => resolveOptions(wrong)).toThrow(
      /issuer is missing[^]*audience is missing[^]*would not use it/,
    );
    expect(() => resolveOptions(wrong)).not.toThrow(/top-secret/);
    expect(() => resolveOptions(undefined as never)).toThrow(/no options were given/);
  });
});
