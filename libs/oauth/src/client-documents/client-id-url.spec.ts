import { describe, expect, it } from '@jest/globals';
import { isClientIdUrl } from './client-id-url.js';

describe('a client ID URL', () => {
  it.each([
    'https://client.example/oauth/client.json',
    'https://client.example/c',
    'https://client.example/c/',
    'https://client.example:8443/c',
    'https://xn--fiq228c.example/c',
  ])('may be %s', (url) => {
    expect(isClientIdUrl(url)).toBe(true);
  });

  it.each([
    ['no path', 'https://client.example'],
    ['an empty path', 'https://client.example/'],
    ['http', 'http://client.example/c'],
    ['another scheme', 'ftp://client.example/c'],
    ['a fragment', 'https://client.example/c#f'],
    ['an empty fragment', 'https://client.example/c#'],
    ['a query', 'https://client.example/c?q=1'],
    ['a user name', 'https://user@client.example/c'],
    ['a password', 'https://user:secret@client.example/c'],
    ['a dot segment', 'https://client.example/./c'],
    ['two dots', 'https://client.example/a/../c'],
    ['a dot segment at its end', 'https://client.example/c/..'],
    ['encoded dots', 'https://client.example/a/%2e%2e/c'],
    ['an encoded letter', 'https://client.example/%63'],
    ['the default port', 'https://client.example:443/c'],
    ['a port beyond ports', 'https://client.example:99999/c'],
    ['capitals in the host', 'https://Client.example/c'],
    ['a scheme in capitals', 'HTTPS://client.example/c'],
    ['letters of another script', 'https://сlient.example/c'],
    ['a backslash', 'https://client.example\\c'],
    ['a space', 'https://client.example/c '],
    ['a line break', 'https://client.example/c\n'],
    ['an address in another spelling', 'https://2130706433/c'],
    ['an address in hexadecimal', 'https://0x7f.1/c'],
    ['one slash', 'https:/client.example/c'],
    ['no URL', 'client-1'],
    ['nothing', ''],
  ])('has not %s', (_, url) => {
    expect(isClientIdUrl(url)).toBe(false);
  });
});
