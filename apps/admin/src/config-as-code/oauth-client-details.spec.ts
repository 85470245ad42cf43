import { describe, expect, it } from '@jest/globals';
import { fromClientDetails } from './oauth-client-details.js';
import { fromCsv } from './read-client-details.js';

const BCRYPT = '$2a$10$abcdefghijklmnopqrstuuWmTQbq4nQ9zVQfH3bG8pRzOQcBGm3yi';

const ROW = {
  client_id: 'wiki',
  client_secret: `{bcrypt}${BCRYPT}`,
  scope: 'read,write',
  authorized_grant_types: 'authorization_code,refresh_token',
  web_server_redirect_uri: 'https://wiki.example/cb',
  access_token_validity: 600,
  refresh_token_validity: '86400',
  autoapprove: 'true',
};

describe('a row of oauth_client_details', () => {
  it('becomes a client with the secret that it has', () => {
    expect(fromClientDetails({ ...ROW, additional_information: '{"client_name":"Wiki"}' })).toEqual({
      clientId: 'wiki',
      client: {
        clientId: 'wiki',
        name: 'Wiki',
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['authorization_code', 'refresh_token'],
        redirectUris: ['https://wiki.example/cb'],
        scopes: ['read', 'write'],
        audiences: [],
        accessTokenSeconds: 600,
        refreshTokenSeconds: 86_400,
        firstParty: true,
        requirePkce: false,
      },
      secret: { bcrypt: BCRYPT },
      warnings: ['PKCE is not required, as it was not before; require it once the client sends it'],
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'the password grant',
      { authorized_grant_types: 'password,client_credentials' },
      /^password left out: .*OAuth 2\.1/,
    ],
    ['the implicit grant', { authorized_grant_types: 'implicit,client_credentials' }, /^implicit left out/],
    [
      'a wildcard',
      { web_server_redirect_uri: 'https://*.example/cb' },
      /^redirect URI https:\/\/\*\.example\/cb left out: wildcard/,
    ],
    ['a secret of another form', { client_secret: '{pbkdf2}abc' }, /^secret left out: its form \{pbkdf2\}/],
    [
      'a dear hash',
      { client_secret: BCRYPT.replace('$10$', '$20$') },
      /^secret left out: its bcrypt cost is 20/,
    ],
    ['a broken hash', { client_secret: '{bcrypt}nonsense' }, /^secret left out: it is no bcrypt hash/],
    ['a week', { access_token_validity: 604800 }, /^access_token_validity 604800 became 86400/],
    ['a resource id that is no URI', { resource_ids: 'orders' }, /^resource id orders left out/],
    ['authorities', { authorities: 'ROLE_CLIENT' }, /^authorities left out: ROLE_CLIENT/],
    ['part of the approval', { autoapprove: 'read' }, /^autoapprove of single scopes left out/],
    ['no end', { refresh_token_validity: '0' }, /^refresh_token_validity 0 became 31622400: 366 days/],
    ['an odd id', { client_id: 'wiki client' }, /^not imported: the client id/],
  ])('with %s says what was left out', (_, change, warning) => {
    const { warnings } = fromClientDetails({ ...ROW, ...change });
    expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(warning)]));
  });

  it('without a secret becomes a public client with PKCE', () => {
    const { client, secret } = fromClientDetails({ ...ROW, client_secret: null });
    expect([client!.tokenEndpointAuthMethod, client!.requirePkce, secret]).toEqual(['none', true, null]);
  });

  it('is read from CSV, quotes and line breaks included', () => {
    const text =
      'client_id,scope,additional_information\r\nwiki,"read,write","{""name"":\n""Wiki""}"\nlast,,\n';
    expect(fromCsv(text)).toEqual([
      { client_id: 'wiki', scope: 'read,write', additional_information: '{"name":\n"Wiki"}' },
      { client_id: 'last', scope: '', additional_information: '' },
    ]);
    expect(() => fromCsv('client_id\n"wiki')).toThrow('a quote is not closed');
  });
});
