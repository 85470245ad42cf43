import { describe, expect, it } from '@jest/globals';
import { edited, EMPTY_DRAFT, problemsOf, requestOf, type ClientDraft } from './client-draft.js';

const WEB: ClientDraft = {
  ...EMPTY_DRAFT,
  name: 'Acme Wiki',
  redirectUris: 'https://wiki.acme.example/callback',
  scopes: ['openid', 'profile'],
};

describe('the draft of a client', () => {
  it('is fine with a name and an https redirect URI', () => expect(problemsOf(WEB)).toEqual({}));

  it('names what is missing', () =>
    expect(problemsOf(EMPTY_DRAFT)).toEqual({
      name: [{ reason: 'missing' }],
      redirectUris: [{ reason: 'missing' }],
    }));

  it('names the line and the reason of each bad redirect URI', () => {
    const redirectUris = 'https://a.example/cb\n\nhttps://*.example/cb\nhttp://a.example/cb';
    expect(problemsOf({ ...WEB, redirectUris }).redirectUris).toEqual([
      { reason: 'redirect-uri', line: 3, problem: 'wildcard' },
      { reason: 'redirect-uri', line: 4, problem: 'http' },
    ]);
  });

  it('asks an API for its address, and no one else', () => {
    expect(problemsOf({ ...WEB, kind: 'api' })).toEqual({ audiences: [{ reason: 'missing' }] });
    expect(problemsOf({ ...WEB, kind: 'machine' })).toEqual({});
    expect(problemsOf({ ...WEB, kind: 'device', redirectUris: '' })).toEqual({});
  });

  it('refuses what cannot be a scope', () =>
    expect(problemsOf({ ...WEB, ownScopes: 'orders:read "x"' }).ownScopes).toEqual([
      { reason: 'scope', scope: '"x"' },
    ]));
});

describe('the request of a draft', () => {
  it('sets what its kind needs', () =>
    expect(requestOf({ ...WEB, ownScopes: ' orders:read  openid' })).toEqual({
      applicationType: 'web',
      name: 'Acme Wiki',
      redirectUris: ['https://wiki.acme.example/callback'],
      grantTypes: ['authorization_code', 'refresh_token'],
      tokenEndpointAuthMethod: 'client_secret_basic',
      requirePkce: true,
      mayIntrospect: false,
      scopes: ['openid', 'profile', 'orders:read'],
      audiences: [],
      firstParty: false,
    }));

  it('leaves out what belongs to another kind', () => {
    const request = requestOf({ ...WEB, kind: 'machine', thirdParty: false, ownScopes: 'orders:read' });
    expect(request).toMatchObject({ redirectUris: [], scopes: ['orders:read'], firstParty: false });
  });

  it('carries a chosen client id', () =>
    expect(requestOf({ ...WEB, clientId: ' wiki ' }).clientId).toBe('wiki'));
});

describe('the APIs of a draft', () => {
  const orders = { audience: 'https://orders.example', scopes: ['orders:read', 'orders:write'] };
  const stock = { audience: 'https://stock.example', scopes: ['stock:read'] };
  const edit = (draft: ClientDraft, part: Partial<ClientDraft>) => edited(draft, part, [orders, stock]);

  it('follow from its scopes', () => {
    const one = edit(WEB, { ownScopes: 'orders:read' });
    expect(one.audiences).toBe('https://orders.example');
    const two = edit(one, { scopes: ['openid', 'stock:read'] });
    expect(two.audiences).toBe('https://orders.example\nhttps://stock.example');
    expect(edit(two, { ownScopes: '' }).audiences).toBe('https://stock.example');
    expect(edit(one, { kind: 'api' }).audiences).toBe('');
  });

  it('stay as somebody has written them', () => {
    const written = edit(WEB, { audiences: 'https://other.example' });
    const more = edit(written, { ownScopes: 'orders:read' });
    expect(more.audiences).toBe('https://other.example\nhttps://orders.example');
    const taken = edit(more, { audiences: 'https://other.example' });
    expect(edit(taken, { ownScopes: 'orders:read orders:write' }).audiences).toBe('https://other.example');
    expect(edit(taken, { name: 'Other' }).audiences).toBe('https://other.example');
  });
});
