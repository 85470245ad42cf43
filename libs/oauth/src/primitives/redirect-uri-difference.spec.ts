import { describe, expect, it } from '@jest/globals';
import { explainRedirectUri, type RedirectUriSlip, type UriPiece } from './redirect-uri-difference.js';

const REGISTERED = 'https://wiki.example/cb';

/** `[x]` around what differs. */
const shown = (pieces: readonly UriPiece[]): string =>
  pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');

describe('what is wrong with a redirect URI', () => {
  it.each<[RedirectUriSlip, string, string, string, string]>([
    ['trailing-slash', 'https://wiki.example/cb/', REGISTERED, 'https://wiki.example/cb[/]', REGISTERED],
    ['trailing-slash', REGISTERED, 'https://wiki.example/cb/', REGISTERED, 'https://wiki.example/cb[/]'],
    [
      'trailing-slash',
      'https://wiki.example',
      'https://wiki.example/',
      'https://wiki.example',
      'https://wiki.example[/]',
    ],
    ['scheme', 'http://wiki.example/cb', REGISTERED, 'http://wiki.example/cb', 'http[s]://wiki.example/cb'],
    ['port', 'https://wiki.example:8443/cb', REGISTERED, 'https://wiki.example[:8443]/cb', REGISTERED],
    ['port', 'https://wiki.example:443/cb', REGISTERED, 'https://wiki.example[:443]/cb', REGISTERED],
    [
      'loopback-name',
      'http://localhost:3000/cb',
      'http://127.0.0.1/cb',
      'http://[localhost:3000]/cb',
      'http://[127.0.0.1]/cb',
    ],
    ['case', 'https://wiki.example/Cb', REGISTERED, 'https://wiki.example/[C]b', 'https://wiki.example/[c]b'],
    ['case', 'https://Wiki.example/cb', REGISTERED, 'https://[W]iki.example/cb', 'https://[w]iki.example/cb'],
    [
      'path',
      'https://wiki.example/call',
      REGISTERED,
      'https://wiki.example/c[all]',
      'https://wiki.example/c[b]',
    ],
    ['query', 'https://wiki.example/cb?a=1', REGISTERED, 'https://wiki.example/cb[?a=1]', REGISTERED],
    ['fragment', 'https://wiki.example/cb#top', REGISTERED, 'https://wiki.example/cb[#top]', REGISTERED],
    ['host', 'https://wiki.example.org/cb', REGISTERED, 'https://wiki.example[.org]/cb', REGISTERED],
    ['none', REGISTERED, REGISTERED, REGISTERED, REGISTERED],
    [
      'several',
      'http://wiki.example/cb/',
      REGISTERED,
      'http://wiki.example/cb[/]',
      'http[s]://wiki.example/cb',
    ],
  ])('%s: %s for %s', (slip, received, registered, left, right) => {
    const difference = explainRedirectUri(received, [registered])!;
    expect([difference.slip, difference.nearest]).toEqual([slip, registered]);
    expect([shown(difference.received), shown(difference.registered)]).toEqual([left, right]);
  });

  it('is told against the registered one that it comes nearest to', () => {
    const registered = [
      'https://other.example/cb',
      'https://wiki.example/callback',
      'https://wiki.example/cb',
    ];
    expect(explainRedirectUri('https://wiki.example/cb/', registered)).toMatchObject({
      nearest: 'https://wiki.example/cb',
      slip: 'trailing-slash',
    });
    expect(explainRedirectUri('https://wiki.example/callbacks', registered)!.nearest).toBe(
      'https://wiki.example/callback',
    );
    expect(explainRedirectUri('https://evil.example/cb', registered)!.slip).toBe('host');
  });

  it('cannot be told when nothing is registered', () => {
    expect(explainRedirectUri(REGISTERED, [])).toBeNull();
  });

  it.each(['', 'cb', '//', 'javascript:alert(1)', 'https://', 'ht tp://x', '路径', '\n'])(
    'is told of %j, which is no good URI',
    (received) => {
      const difference = explainRedirectUri(received, [REGISTERED])!;
      expect(difference.received.map(({ text }) => text).join('')).toBe(received);
      expect(difference.registered.map(({ text }) => text).join('')).toBe(REGISTERED);
    },
  );

  it('is marked part by part', () => {
    const { received, registered } = explainRedirectUri('http://a.example:1/x?q', ['https://b.example/y?q'])!;
    expect([shown(received), shown(registered)]).toEqual([
      'http://[a].example[:1]/[x]?q',
      'http[s]://[b].example/[y]?q',
    ]);
  });

  it('is told of the longest ones there are', () => {
    const [a, b] = [`https://a.example/${'x'.repeat(1950)}`, `https://b.example/${'y'.repeat(1950)}`];
    expect(explainRedirectUri(a, [b])).toMatchObject({ slip: 'host', nearest: b });
  });
});
