import { describe, expect, it } from '@jest/globals';
import { type BearerRequest, readBearerToken } from './read-access-token.js';

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';
const withHeader = (authorization: string): BearerRequest => ({ headers: { authorization } });

describe('readBearerToken', () => {
  it.each<[string, BearerRequest, string]>([
    ['no header', { headers: {} }, 'none'],
    ['an empty header', withHeader(''), 'none'],
    ['another scheme', withHeader('DPoP abc'), 'none'],
    ['a longer scheme', withHeader('Bearers abc'), 'none'],
    ['the scheme alone', withHeader('Bearer'), 'malformed'],
    ['the scheme and a space', withHeader('Bearer '), 'malformed'],
    ['two words', withHeader('Bearer a b'), 'malformed'],
    ['a tab', withHeader('Bearer\tabc'), 'none'],
    ['a comma', withHeader('Bearer a,b'), 'malformed'],
    ['an equals sign inside', withHeader('Bearer a=b'), 'malformed'],
    ['control characters', withHeader('Bearer a\u0000'), 'malformed'],
    [
      'two raw headers',
      {
        headers: { authorization: 'Bearer a' },
        rawHeaders: ['Authorization', 'Bearer a', 'authorization', 'Bearer b'],
      },
      'duplicate',
    ],
    [
      'two raw headers under Fastify',
      {
        headers: { authorization: 'Bearer a' },
        raw: { rawHeaders: ['authorization', 'x', 'AUTHORIZATION', 'y'] },
      },
      'duplicate',
    ],
    [
      'a form body beside the header',
      { headers: { authorization: 'Bearer a', 'content-type': FORM }, body: { access_token: 'b' } },
      'duplicate',
    ],
    ['a form body alone', { headers: { 'content-type': FORM }, body: { access_token: 'b' } }, 'none'],
  ])('%s: %p is %s', (_, request, kind) => {
    expect(readBearerToken(request).kind).toBe(kind);
  });

  it.each<[string, BearerRequest]>([
    ['the usual way', withHeader('Bearer a-b._~+/c==')],
    ['any case of the scheme', withHeader('bEARER a-b._~+/c==')],
    ['several spaces', withHeader('Bearer   a-b._~+/c==')],
    [
      'a header value that looks like the name of a header',
      {
        headers: { authorization: 'Bearer a-b._~+/c==' },
        rawHeaders: ['authorization', 'Bearer', 'x', 'authorization'],
      },
    ],
    [
      'access_token in a JSON body',
      {
        headers: { authorization: 'Bearer a-b._~+/c==', 'content-type': 'application/json' },
        body: { access_token: 'b' },
      },
    ],
    [
      'an inherited access_token',
      {
        headers: { authorization: 'Bearer a-b._~+/c==', 'content-type': FORM },
        body: Object.create({ access_token: 'b' }),
      },
    ],
  ])('takes the token: %s', (_, request) => {
    expect(readBearerToken(request)).toEqual({ kind: 'token', scheme: 'Bearer', token: 'a-b._~+/c==' });
  });
});
