import { describe, expect, it } from '@jest/globals';
import { checkRedirectUri, redirectTarget, redirectUriMatches } from './redirect-uri.js';

describe('registering a redirect URI', () => {
  it.each([
    'https://client.example/cb',
    'https://client.example/cb?tenant=1',
    'https://client.example:8443/cb',
    'https://client.example',
    'https://xn--bcher-kva.example/cb',
    'http://127.0.0.1/cb',
    'http://127.0.0.1:8080/cb',
    'http://[::1]/cb',
    'http://localhost:3003/callback',
    'com.example.app:/oauth',
    'com.example.app://oauth/cb',
  ])('accepts %s', (uri) => {
    expect(checkRedirectUri(uri)).toBeNull();
  });

  it.each([
    ['', 'not-a-uri'],
    ['/cb', 'not-a-uri'],
    ['client.example/cb', 'not-a-uri'],
    ['https://', 'not-a-uri'],
    ['https:client.example/cb', 'not-a-uri'],
    ['https:/client.example/cb', 'not-a-uri'],
    ['https:///client.example/cb', 'not-a-uri'],
    ['https://client.example/a b', 'not-a-uri'],
    ['https://client.example/cb\n', 'not-a-uri'],
    ['https://client.example/é', 'not-a-uri'],
    [`https://client.example/${'a'.repeat(2000)}`, 'not-a-uri'],
    [`https://${'a.'.repeat(126)}ab/cb`, 'not-a-uri'],
    ['https://client.example/cb#', 'fragment'],
    ['https://client.example/cb#x', 'fragment'],
    ['https://*.client.example/cb', 'wildcard'],
    ['https://client.example/*', 'wildcard'],
    ['https://user@client.example/cb', 'userinfo'],
    ['https://client.example@evil.example/cb', 'userinfo'],
    ['https://@client.example/cb', 'userinfo'],
    ['https://client.example\\@evil.example/cb', 'backslash'],
    ['http://client.example/cb', 'http'],
    ['http://127.0.0.1.evil.example/cb', 'http'],
    ['http://localhost.evil.example/cb', 'http'],
    ['http://0.0.0.0/cb', 'http'],
    ['http://127.1/cb', 'http'],
    ['http://0x7f000001/cb', 'http'],
    ['http://[0:0:0:0:0:0:0:1]/cb', 'http'],
    ['javascript:alert(1)', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['myapp:/cb', 'scheme'],
    ['ftp://client.example/cb', 'scheme'],
  ])('refuses %j: %s', (uri, problem) => {
    expect(checkRedirectUri(uri)).toBe(problem);
  });
});

describe('a presented redirect URI', () => {
  const REGISTERED = [
    'https://client.example/cb',
    'http://127.0.0.1/cb',
    'http://[::1]:4000/cb',
    'com.example.app:/cb',
  ];

  it.each([
    ...REGISTERED,
    'http://127.0.0.1:1/cb',
    'http://127.0.0.1:65535/cb',
    'http://[::1]/cb',
    'http://[::1]:9/cb',
  ])('matches: %s', (uri) => {
    expect(redirectUriMatches(REGISTERED, uri)).toBe(true);
  });

  it.each([
    '',
    'https://client.example/cb/',
    'https://client.example/cb/../x',
    'https://client.example/cb%2f',
    'https://client.example/cb?x=1',
    'https://client.example/cb#x',
    'https://CLIENT.example/cb',
    'HTTPS://client.example/cb',
    'https://client.example:443/cb',
    'https://client.example:8443/cb',
    'https://client.example./cb',
    'https://client.example@evil.example/cb',
    'https://client.example.evil.example/cb',
    'https://client.example\\@evil.example/cb',
    'http://client.example/cb',
    'https://client.example/cb ',
    ' https://client.example/cb',
    'http://127.0.0.1/other',
    'http://127.0.0.1:80:80/cb',
    'http://127.0.0.1:0/cb',
    'http://127.0.0.1:65536/cb',
    'http://127.0.0.1:/cb',
    'http://127.0.0.1:8080/cb?x=1',
    'http://127.0.0.1:8080@evil.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://127.1/cb',
    'http://0.0.0.0/cb',
    'http://localhost/cb',
    'http://2130706433/cb',
    'https://127.0.0.1/cb',
    'com.example.app://cb',
  ])('does not match: %j', (uri) => {
    expect(redirectUriMatches(REGISTERED, uri)).toBe(false);
  });

  it('with localhost has no free port', () => {
    expect(redirectUriMatches(['http://localhost:3003/cb'], 'http://localhost:3003/cb')).toBe(true);
    expect(redirectUriMatches(['http://localhost:3003/cb'], 'http://localhost:3004/cb')).toBe(false);
  });
});

describe('where the user will be sent', () => {
  it.each([
    ['https://client.example/cb?x=1', 'https://client.example', null],
    ['https://client.example:8443/cb', 'https://client.example:8443', null],
    ['http://127.0.0.1:4000/cb', 'http://127.0.0.1:4000', 'loopback'],
    ['http://[::1]/cb', 'http://[::1]', 'loopback'],
    ['com.example.app:/cb', 'com.example.app://', 'private-scheme'],
  ])('%s is shown as %s', (uri, host, warning) => {
    expect(redirectTarget(uri)).toEqual({ host, warning });
  });
});
