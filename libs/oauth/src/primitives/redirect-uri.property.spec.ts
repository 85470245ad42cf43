import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkRedirectUri, redirectTarget, redirectUriMatches } from './redirect-uri.js';

const HERE = 'https://as.example/oauth/authorize';

const segment = fc.stringMatching(/^[a-z0-9._~%-]{1,8}$/);
const path = fc
  .array(segment, { maxLength: 3 })
  .map((segments) => segments.map((part) => `/${part}`).join(''));
const search = fc.oneof(fc.constant(''), fc.stringMatching(/^\?[a-z0-9=&%+]{0,10}$/));
const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 70_000 }).map((number) => `:${number}`),
);
const host = fc.oneof(
  fc.domain(),
  fc.constantFrom('127.0.0.1', '[::1]', 'localhost', '127.1', '0x7f.1', '2130706433'),
);
const scheme = fc.oneof(
  fc.constantFrom(
    'https',
    'http',
    'com.example.app',
    'javascript',
    'data',
    'vbscript',
    'file',
    'blob',
    'about',
    'ws',
  ),
  fc.stringMatching(/^[a-z][a-z0-9+.-]{0,12}$/),
  fc.mixedCase(fc.constantFrom('javascript', 'data', 'https', 'com.example.app')),
);
const separator = fc.constantFrom('://', ':', ':/', ':///', ':\\\\', '://user@', '://user:pw@', '://@');
/** Much that a URL may look like, good and bad. */
const anyUri = fc
  .tuple(fc.constantFrom('', ' ', '\t', '\u0000', '\n'), scheme, separator, host, port, path, search)
  .map((parts) => parts.join(''));
const anything = fc.oneof(
  anyUri,
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: 'binary' }),
);

const httpsUri = fc
  .tuple(fc.domain(), port, path, search)
  .map(([name, ...rest]) => `https://${name}${rest.join('')}`);
const loopbackUri = fc
  .tuple(fc.constantFrom('http://127.0.0.1', 'http://[::1]'), port, path, search)
  .map((parts) => parts.join(''));
const privateUri = fc
  .tuple(fc.constantFrom('com.example.app:/', 'org.acme-1:'), path)
  .map((parts) => parts.join(''));
const registrable = fc
  .oneof(httpsUri, loopbackUri, privateUri, anything)
  .filter((uri) => checkRedirectUri(uri) === null);

/** An independent reading of RFC 8252 section 7.3. */
function isSameButForLoopbackPort(registered: string, presented: string): boolean {
  return ['http://127.0.0.1', 'http://[::1]'].some((origin) => {
    if (!registered.startsWith(origin) || !presented.startsWith(origin)) return false;
    const rest = (uri: string): string => uri.slice(origin.length).replace(/^:\d+/, '');
    return rest(registered) === rest(presented);
  });
}

/** One character less, more or different. */
const mutation = fc.record({
  kind: fc.constantFrom('delete', 'insert', 'replace', 'flip case', 'append', 'encode'),
  at: fc.nat(),
  with: fc.oneof(
    fc.constantFrom(...'/?#@:.\\%*&= \t\n\0é'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

function mutate(uri: string, { kind, at, with: text }: { kind: string; at: number; with: string }): string {
  const i = at % uri.length;
  const character = uri[i]!;
  const put = (replacement: string): string => uri.slice(0, i) + replacement + uri.slice(i + 1);
  switch (kind) {
    case 'delete':
      return put('');
    case 'insert':
      return put(text + character);
    case 'replace':
      return put(text);
    case 'flip case':
      return put(character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase());
    case 'encode':
      return put(`%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
    default:
      return uri + text;
  }
}

describe('a redirect URI that may be registered, of all there are', () => {
  it('leads to a web page over TLS, to this very machine, or to an app with a reverse domain name', () => {
    fc.assert(
      fc.property(anything, (uri) => {
        if (checkRedirectUri(uri) !== null) return;
        const url = new URL(uri);
        expect(['', '']).toEqual([url.username, url.password]);
        expect(uri).not.toMatch(/[#*\\\s]/);
        if (url.protocol === 'https:') expect(uri).toMatch(/^https:\/\/[^/]/i);
        else if (url.protocol === 'http:')
          expect(uri).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)([:/?]|$)/i);
        else expect(url.protocol).toMatch(/^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/);
        expect(url.protocol).not.toMatch(/^(javascript|data|vbscript|file|blob|about|ws):$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('means the same to a browser that is on our pages as it does to us', () => {
    fc.assert(
      fc.property(registrable, (uri) => {
        expect(new URL(uri, HERE).href).toBe(new URL(uri).href);
      }),
    );
  });

  it('is shown to the user as what it leads to', () => {
    fc.assert(
      fc.property(registrable, (uri) => {
        const target = redirectTarget(uri);
        const url = new URL(uri);
        expect(target.host).toBe(url.protocol.startsWith('http') ? url.origin : `${url.protocol}//`);
        expect(target.warning === null).toBe(
          url.protocol === 'https:' && !['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname),
        );
      }),
    );
  });
});

describe('a redirect URI in a request, of all there are', () => {
  it('matches itself', () => {
    fc.assert(fc.property(registrable, (uri) => expect(redirectUriMatches([uri], uri)).toBe(true)));
  });

  it('matches only what was registered, or a loopback address but for its port', () => {
    const lists = fc.array(fc.oneof(registrable, loopbackUri), { maxLength: 4 });
    const presented = fc.oneof(anything, loopbackUri, httpsUri);
    fc.assert(
      fc.property(lists, presented, mutation, (registered, uri, change) => {
        for (const candidate of [uri, ...registered.map((each) => mutate(each, change))]) {
          if (!redirectUriMatches(registered, candidate)) continue;
          expect(
            registered.some((each) => each === candidate || isSameButForLoopbackPort(each, candidate)),
          ).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does not match with one character changed', () => {
    fc.assert(
      fc.property(fc.oneof(httpsUri, privateUri), mutation, (registered, change) => {
        const presented = mutate(registered, change);
        expect(redirectUriMatches([registered], presented)).toBe(presented === registered);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not match because it means the same to a browser', () => {
    const equivalent = fc.constantFrom<(url: URL, uri: string) => string>(
      (url) => url.href,
      (url, uri) => uri.replace(url.host, url.host.toUpperCase()),
      (url, uri) => uri.replace(url.host, `${url.host}:443`),
      (url, uri) => uri.replace(url.host, `${url.host}.`),
      (url, uri) => uri.replace(url.host, `user@${url.host}`),
      (_, uri) => uri.replace('https:', 'HTTPS:'),
      (_, uri) => `${uri}/.`,
      (_, uri) => `${uri}/../`,
      (_, uri) => `${uri}#`,
      (_, uri) => `${uri}?`,
      (_, uri) => ` ${uri}`,
      (_, uri) => `${uri}\t`,
    );
    fc.assert(
      fc.property(httpsUri.filter(URL.canParse), equivalent, (registered, change) => {
        const presented = change(new URL(registered), registered);
        expect(redirectUriMatches([registered], presented)).toBe(presented === registered);
      }),
    );
  });

  it('has a free port on a loopback address, and only there', () => {
    const number = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(path, search, number, number, (place, query, one, other) => {
        const at = (origin: string, where: number): string => `${origin}:${where}${place}${query}`;
        for (const origin of ['http://127.0.0.1', 'http://[::1]']) {
          const [registered, presented] = [at(origin, one), at(origin, other)];
          // A query needs a path to stand behind.
          if (place !== '') expect(redirectUriMatches([registered], presented)).toBe(true);
        }
        for (const origin of ['http://localhost', 'https://127.0.0.1', 'https://client.example']) {
          expect(redirectUriMatches([at(origin, one)], at(origin, other))).toBe(one === other);
        }
      }),
    );
  });
});
