import { describe, expect, it } from '@jest/globals';
import { fill } from './fill.js';
import { envFile, snippetValues, type SnippetClient } from './snippet-values.js';

const client: SnippetClient = {
  clientId: 'o\'neill "$(id)"',
  redirectUris: ['http://127.0.0.1:8080/api/auth/callback/sso'],
  scopes: ['openid', 'orders:read'],
  audiences: [],
  tokenEndpointAuthMethod: 'client_secret_basic',
};
const endpoints = {
  issuer: 'https://sso.example.com',
  authorizationEndpoint: 'https://sso.example.com/oauth/authorize',
  tokenEndpoint: 'https://sso.example.com/oauth/token',
  introspectionEndpoint: 'https://sso.example.com/oauth/introspect',
  deviceAuthorizationEndpoint: null,
};
const values = snippetValues(client, endpoints);

describe('a snippet', () => {
  it('holds values as texts of its language, whatever they hold', () => {
    expect(fill('{{clientId}}', 'javascript', values)).toBe(JSON.stringify(client.clientId));
    expect(fill('{{clientId}}', 'json', values)).toBe(JSON.stringify(client.clientId));
    expect(fill('{{clientId}}', 'shell', values)).toBe(`'o'\\''neill "$(id)"'`);
    expect(fill('{{issuer}}', 'javascript', values)).toBe(`'https://sso.example.com'`);
    expect(fill('{{curlAuth}}', 'shell', values)).toBe(`--user 'o'\\''neill "$(id)"':"$CLIENT_SECRET"`);
  });

  it('has a line about http only where there is no https', () => {
    expect(fill('a\n{{#http}}b\nc', 'json', values)).toBe('a\nc');
    expect(fill('a\n{{#http}}b\nc', 'json', { issuer: 'http://localhost:3000' })).toBe('a\nb\nc');
  });

  it('says which API a token is for where the client may call several', () => {
    const snippet = 'a\n{{#resource}}{{resource}}';
    const [one, other] = ['https://orders.example', 'https://stock.example'];
    const of = (audiences: string[]): string =>
      fill(snippet, 'shell', { ...snippetValues({ ...client, audiences }, endpoints) });
    expect(of([])).toBe('a');
    expect(of([one])).toBe('a');
    expect(of([one, other])).toBe(`a\n'${one}'`);
  });

  it('names nothing that is no value', () => {
    expect(() => fill('{{other}}', 'json', values)).toThrow('other');
  });

  it('knows by its redirect URI how Auth.js calls the provider', () => {
    expect(values).toMatchObject({
      providerId: 'sso',
      port: '8080',
      redirectPath: '/api/auth/callback/sso',
      audience: 'https://sso.example.com',
    });
  });
});

describe('the .env file', () => {
  it('is that of the secret panel without the secret, and with what else a sign-in needs', () => {
    expect(envFile(client, 'https://sso.example.com')).toBe(
      [
        'ISSUER=https://sso.example.com',
        `CLIENT_ID=${client.clientId}`,
        'CLIENT_SECRET=',
        'REDIRECT_URI=http://127.0.0.1:8080/api/auth/callback/sso',
        'SCOPE="openid orders:read"',
        '',
      ].join('\n'),
    );
    expect(envFile({ ...client, tokenEndpointAuthMethod: 'none' }, 'https://sso.example.com')).not.toContain(
      'SECRET',
    );
  });
});
