import { describe, expect, it } from '@jest/globals';
import type { Client } from '../api/types.js';
import { changesOf, draftOf, problemsOf } from './settings-draft.js';

const CLIENT = {
  name: 'Acme Wiki',
  applicationType: 'web',
  grantTypes: ['authorization_code'],
  redirectUris: ['https://a.example/cb', 'https://b.example/cb'],
  postLogoutRedirectUris: [],
  audiences: [],
  scopes: ['openid'],
  description: null,
  accent: '#364fc7',
  accessTokenSeconds: 600,
  refreshTokenSeconds: null,
  idTokenSeconds: null,
  jwks: null,
} as unknown as Client;

describe('the draft of a client’s settings', () => {
  const before = draftOf(CLIENT);

  it('is fine as it was read, and changes nothing', () => {
    expect(problemsOf(before)).toEqual({});
    expect(changesOf(before, { ...before })).toEqual({});
  });

  it('sends what was changed alone, as the API wants it', () =>
    expect(
      changesOf(before, {
        ...before,
        redirectUris: 'https://a.example/cb\n\n  https://c.example/cb ',
        accessTokenSeconds: '',
        refreshTokenSeconds: '3600',
        description: ' For the wiki ',
        accent: '',
        jwks: '{"keys":[]}',
      }),
    ).toEqual({
      redirectUris: ['https://a.example/cb', 'https://c.example/cb'],
      accessTokenSeconds: null,
      refreshTokenSeconds: 3600,
      description: 'For the wiki',
      accent: null,
      jwks: { keys: [] },
    }));

  it('names everything that is wrong', () =>
    expect(
      problemsOf({
        ...before,
        name: ' ',
        redirectUris: '',
        logoUri: 'http://a.example/logo.png',
        accent: 'red',
        jwks: '[]',
        idTokenSeconds: '1.5',
        scopes: ['a"b'],
        postLogoutRedirectUris: 'https://a.example\njavascript:x',
      }),
    ).toEqual({
      name: [{ reason: 'missing' }],
      redirectUris: [{ reason: 'missing' }],
      logoUri: [{ reason: 'https' }],
      accent: [{ reason: 'colour' }],
      jwks: [{ reason: 'keys' }],
      idTokenSeconds: [{ reason: 'seconds' }],
      scopes: [{ reason: 'scope', scope: 'a"b' }],
      postLogoutRedirectUris: [{ reason: 'redirect-uri', line: 2, problem: 'scheme' }],
    }));
});
