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
      resources: ['https://orders.example.com'],
      baseUrls: ['https://orders.example.com'],
      resourceMetadata: { scopes: [] },
      dpop: {
        required: false,
        algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
        maxAgeSeconds: 60,
        nonceKeys: [],
        nonceSeconds: 300,
        rememberedProofs: 200_000,
      },
      scopeHierarchy: {},
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

  it('takes for resources what of the audience is a plain URL', () => {
    const audience = [
      'orders',
      'urn:orders',
      'https://a.example/mcp',
      'https://a.example:8443/x/',
      'http://localhost:3002',
      'http://a.example',
      'https://b.example/x?y=1',
      'https://B.example',
      'https://b.example/:id',
    ];
    const options = resolveOptions({ ...GOOD, audience });
    expect(options.resources).toEqual([
      'https://a.example/mcp',
      'https://a.example:8443/x/',
      'http://localhost:3002',
    ]);
    expect(options.baseUrls).toEqual([
      'https://a.example',
      'https://a.example:8443',
      'http://localhost:3002',
    ]);
  });

  it('without an address of its own, an API has no metadata and takes no bound tokens', () => {
    const options = resolveOptions({ ...GOOD, audience: 'orders' });
    expect(options).not.toHaveProperty('dpop');
    expect(options).not.toHaveProperty('resourceMetadata');
  });

  it('resource, baseUrl and the switches go before what follows from the audience', () => {
    expect(
      resolveOptions({
        ...GOOD,
        resource: 'https://api.example.com/orders',
        baseUrl: 'https://api.example.com/orders/',
        dpop: false,
        resourceMetadata: false,
      }),
    ).toMatchObject({
      resources: ['https://api.example.com/orders'],
      baseUrls: ['https://api.example.com/orders'],
    });
    const off = resolveOptions({ ...GOOD, dpop: false, resourceMetadata: false });
    expect(off).not.toHaveProperty('dpop');
    expect(off).not.toHaveProperty('resourceMetadata');
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
    [
      { mode: 'introspect', introspect: { clientId: 'a', clientSecret: 'b', cache: 1 } },
      /"introspect.cache" is not an option/,
    ],
    [{ resource: 'orders' }, /resource must be an https URL.*for example resource: /],
    [{ resource: [] }, /resource must be/],
    [{ resource: 'http://orders.example.com' }, /resource must be/],
    [{ resource: 'https://orders.example.com/?a=1' }, /resource must be/],
    [{ resource: 'https://orders.example.com/#a' }, /resource must be/],
    [{ resource: 'https://u@orders.example.com' }, /resource must be/],
    [{ resource: 'https://ORDERS.example.com' }, /in lower case/],
    [{ resource: 'https://orders.example.com:443' }, /default port/],
    [{ resource: 'https://orders.example.com/*' }, /plain path/],
    [{ baseUrl: 'orders.example.com' }, /baseUrl must be/],
    [{ baseUrl: 7 }, /baseUrl must be/],
    [{ audience: 'orders', dpop: {} }, /dpop is set, but audience is no URL.*resource:/],
    [{ dpop: true }, /dpop must be an object/],
    [{ dpop: { require: true } }, /"dpop.require" is not an option/],
    [{ dpop: { required: 'yes' } }, /dpop.required must be true or false/],
    [{ dpop: { algorithms: ['HS256'] } }, /dpop.algorithms must name/],
    [{ dpop: { maxAgeSeconds: 301 } }, /dpop.maxAgeSeconds is 301/],
    [{ dpop: { nonceSeconds: 1 } }, /dpop.nonceSeconds is 1/],
    [{ dpop: { rememberedProofs: 1 } }, /dpop.rememberedProofs is 1/],
    [{ dpop: { nonceKey: 'top-secret' } }, /dpop.nonceKey must have at least 32 characters.*openssl/],
    [{ dpop: { nonceKey: [] } }, /dpop.nonceKey must have/],
    [{ audience: 'orders', resourceMetadata: {} }, /resourceMetadata is set, but audience is no URL/],
    [{ resourceMetadata: true }, /resourceMetadata must be an object/],
    [{ resourceMetadata: { title: 'x' } }, /"resourceMetadata.title" is not an option/],
    [{ resourceMetadata: { name: '' } }, /resourceMetadata.name must be/],
    [{ resourceMetadata: { tosUri: 'javascript:x' } }, /resourceMetadata.tosUri must be the URL/],
    [{ resourceMetadata: { scopes: ['a b'] } }, /resourceMetadata.scopes must be a list/],
    [{ resourceMetadata: { scopes: ['offline_access'] } }, /names offline_access/],
    [{ scopeHierarchy: { a: ['b'], b: ['a'] } }, /from "a" back to "a"/],
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
    expect(() => resolveOptions({ ...GOOD, dpop: { nonceKey: 'top-secret' } })).not.toThrow(/top-secret/);
    expect(() => resolveOptions(undefined as never)).toThrow(/no options were given/);
  });
});
