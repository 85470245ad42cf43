import { describe, expect, it } from '@jest/globals';
import type { Client, ClientSecret } from '@portcullis/oauth';
import type { Circumstances, Problem } from './rule.js';
import { checkClient, checkInstallation, silentRules } from './rules.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-06-01T00:00:00Z');

const circumstances: Circumstances = {
  now: NOW,
  issuer: 'https://sso.example',
  production: true,
  scopes: null,
  resources: [],
  server: null,
};

const sound: Partial<Client> = {
  clientId: 'wiki',
  name: 'Wiki',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://wiki.example/cb'],
  scopes: ['openid'],
  accessTokenSeconds: null,
  requirePkce: true,
  audiences: ['https://api.example'],
  firstParty: true,
  tosUri: null,
  createdAt: NOW - DAY,
  disabledAt: null,
};

const live: Partial<ClientSecret> = {
  id: 's1',
  name: 'First',
  prefix: 'pcs_abcd',
  createdAt: NOW - DAY,
  expiresAt: null,
  lastUsedAt: NOW - DAY,
  disabledAt: null,
};

const check = (
  client: Partial<Client>,
  secrets: readonly Partial<ClientSecret>[] = [live],
  known: Partial<Circumstances> = {},
): Problem[] =>
  checkClient(
    { client: { ...sound, ...client } as Client, secrets: secrets as ClientSecret[] },
    { ...circumstances, ...known },
  );

const rules = (...args: Parameters<typeof check>): string[] => check(...args).map(({ rule }) => rule);

describe('the rules about clients', () => {
  it('find nothing wrong with a sound client', () => {
    expect(rules({})).toEqual([]);
  });

  it('want PKCE wherever there is a code', () => {
    expect(check({ requirePkce: false })).toMatchObject([
      { rule: 'pkce_missing', severity: 'high', fix: { changes: { requirePkce: true } } },
    ]);
    expect(rules({ requirePkce: false, grantTypes: ['client_credentials'] })).toEqual([]);
  });

  it.each([
    [
      'a wildcard beside others',
      ['https://*.a.example/cb', 'https://a.example/cb'],
      'redirect_uri_wildcard',
      ['https://a.example/cb'],
    ],
    ['a wildcard alone', ['https://*.a.example/cb'], 'redirect_uri_wildcard', null],
    [
      'http beside its twin',
      ['http://a.example/cb', 'https://a.example/cb'],
      'redirect_uri_http',
      ['https://a.example/cb'],
    ],
    ['http beside another', ['http://a.example/cb', 'https://b.example/cb'], 'redirect_uri_http', null],
    [
      'loopback beside others',
      ['http://localhost:3000/cb', 'https://a.example/cb'],
      'redirect_uri_loopback',
      ['https://a.example/cb'],
    ],
    [
      'loopback over https',
      ['https://127.0.0.1/cb', 'https://a.example/cb'],
      'redirect_uri_loopback',
      ['https://a.example/cb'],
    ],
  ])('find %s', (_, redirectUris, rule, left) => {
    expect(check({ redirectUris })).toMatchObject([
      { rule, fix: left && { kind: 'settings', changes: { redirectUris: left } } },
    ]);
  });

  it('let an installed application and a server under development have loopback', () => {
    const redirectUris = ['http://127.0.0.1/cb'];
    expect(rules({ redirectUris, tokenEndpointAuthMethod: 'none' }, [])).toEqual([]);
    expect(rules({ redirectUris }, [live], { production: false })).toEqual([]);
  });

  it('measure lifetimes by what is in force', () => {
    const server = {
      accessToken: 7200,
      refreshIdle: 0,
      refreshAbsolute: 0,
      rotateKeysEvery: 1,
      sendsMail: true,
    };
    expect(check({ accessTokenSeconds: 3601 })).toMatchObject([
      { rule: 'access_token_long', fix: { changes: { accessTokenSeconds: null } } },
    ]);
    expect(rules({ accessTokenSeconds: 3600 })).toEqual([]);
    expect(check({}, [live], { server })).toMatchObject([{ rule: 'access_token_long', fix: null }]);
    expect(
      check({}, [live], { server: { ...server, accessToken: 60, refreshIdle: 91 * 86_400 } }),
    ).toMatchObject([{ rule: 'refresh_token_long' }]);
  });

  it.each([
    [31, undefined],
    [30, 'low'],
    [8, 'low'],
    [7, 'medium'],
    [1, 'high'],
  ])('warn about a secret that ends in %d days: %s', (days, severity) => {
    const found = check({}, [{ ...live, expiresAt: NOW + days * DAY }]);
    expect(found.map((problem) => problem.severity)).toEqual(severity ? [severity] : []);
  });

  it('find secrets that are over, and clients that are left without any', () => {
    const expired = { ...live, id: 's2', expiresAt: NOW };
    expect(check({}, [live, expired])).toMatchObject([
      { rule: 'secret_expired', object: { id: 's2' }, fix: { kind: 'disable_secret', secretId: 's2' } },
    ]);
    expect(rules({}, [expired])).toEqual(['no_live_secret', 'secret_expired']);
    expect(rules({}, [{ ...live, disabledAt: NOW }])).toEqual(['no_live_secret']);
    expect(rules({ tokenEndpointAuthMethod: 'private_key_jwt' }, [])).toEqual([]);
  });

  it('find a secret that nobody uses, and take it away only where another one works', () => {
    const unused = { ...live, id: 's2', createdAt: NOW - 200 * DAY, lastUsedAt: NOW - 90 * DAY };
    expect(check({}, [unused])).toMatchObject([{ rule: 'secret_unused', fix: null }]);
    expect(check({}, [live, unused])).toMatchObject([{ fix: { secretId: 's2' } }]);
    expect(rules({}, [{ ...unused, lastUsedAt: NOW - 89 * DAY }])).toEqual([]);
  });

  it('find scopes that are missing or that nobody knows', () => {
    const scopes = [{ name: 'openid', languages: null, isAboutUser: true }];
    expect(rules({ scopes: [] })).toEqual(['no_scopes']);
    expect(check({ scopes: ['openid', 'ordres'] }, [live], { scopes })).toMatchObject([
      { rule: 'unknown_scope', details: { scopes: ['ordres'] }, fix: { changes: { scopes: ['openid'] } } },
    ]);
  });

  it('find scopes of APIs whose tokens would be for no API', () => {
    const scopes = [
      { name: 'openid', languages: null, isAboutUser: true },
      { name: 'staff', languages: ['en', 'zh-CN'], isAboutUser: true },
      { name: 'orders', languages: ['en', 'zh-CN'], isAboutUser: false },
      { name: 'stock', languages: ['en', 'zh-CN'], isAboutUser: false },
    ];
    const orders = { audience: 'https://orders.example', scopes: ['orders'] };
    const stock = { audience: 'https://stock.example', scopes: ['stock'] };
    const found = (client: Partial<Client>, resources = [orders, stock]): Problem[] =>
      check({ scopes: ['openid', 'staff', 'orders'], audiences: [], ...client }, [live], {
        scopes,
        resources,
      });
    const rule = 'scopes_without_audience';
    const audience = 'https://orders.example';
    expect(found({})).toMatchObject([
      { rule, details: { scopes: ['orders'], audience }, fix: { changes: { audiences: [audience] } } },
    ]);
    expect(found({ audiences: ['https://sso.example'] })).toMatchObject([{ rule }]);
    // Which API it is for, somebody has to decide.
    expect(found({}, [])).toMatchObject([{ rule, details: { scopes: ['orders'] }, fix: null }]);
    expect(found({ scopes: ['orders', 'stock'] })).toMatchObject([{ rule, fix: null }]);
    expect(found({}, [orders, { ...stock, scopes: ['stock', 'orders'] }])).toMatchObject([
      { rule, fix: null },
    ]);

    expect(found({ audiences: [audience] })).toEqual([]);
    expect(found({ scopes: ['openid', 'staff'] })).toEqual([]);
    expect(found({}, [{ audience: 'https://sso.example', scopes: ['orders'] }])).toEqual([]);
    expect(found({ grantTypes: ['urn:ietf:params:oauth:grant-type:token-exchange'] })).toEqual([]);
  });

  it('want terms of third parties, and an owner where there can be one', () => {
    expect(rules({ firstParty: false })).toEqual(['no_terms']);
    expect(rules({ firstParty: false, grantTypes: ['client_credentials'] })).toEqual([]);
    expect(rules({ owner: null } as Partial<Client>)).toEqual(['no_owner']);
    expect(rules({ owner: 'Team Wiki' } as Partial<Client>)).toEqual([]);
  });

  it('give whoever has registered a client an hour to write down what it is', () => {
    const client: Partial<Client> = { firstParty: false, owner: null };
    expect(rules({ ...client, createdAt: NOW - 3_599_999 })).toEqual([]);
    expect(rules({ ...client, createdAt: NOW - 3_600_000 })).toEqual(['no_terms', 'no_owner']);
  });

  it('say nothing about a disabled client', () => {
    expect(rules({ requirePkce: false, disabledAt: NOW })).toEqual([]);
  });
});

describe('the rules about the installation', () => {
  const installation = (known: Partial<Circumstances>, keys = [], used: string[] = []): string[] =>
    checkInstallation(keys, new Set(used), { ...circumstances, ...known }).map(
      ({ rule, object }) => `${rule} ${object.name}`,
    );

  it('look at scopes, keys and configuration', () => {
    expect(installation({})).toEqual([]);
    expect(installation({ issuer: 'http://localhost', production: false })).toEqual(['issuer_http ISSUER']);
    const scopes = [
      { name: 'openid', languages: null, isAboutUser: true },
      { name: 'orders', languages: ['en'], isAboutUser: false },
    ];
    expect(installation({ scopes })).toEqual(['scope_unused orders', 'scope_text_missing orders']);
    expect(installation({ scopes }, [], ['orders'])).toEqual(['scope_text_missing orders']);
    const old = [{ kid: 'abcdefghijk', alg: 'ES256', activatesAt: NOW - 98 * DAY }];
    expect(checkInstallation(old, new Set(), circumstances)).toMatchObject([{ rule: 'key_old' }]);
    expect(installation({ now: NOW - 2 * DAY }, old as never)).toEqual([]);
  });

  it('keep silent about what nobody can tell', () => {
    expect(silentRules(circumstances)).toEqual(
      new Set([
        'unknown_scope',
        'scopes_without_audience',
        'scope_unused',
        'scope_text_missing',
        'mail_missing',
      ]),
    );
  });
});
