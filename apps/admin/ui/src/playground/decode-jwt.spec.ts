import { describe, expect, it } from '@jest/globals';
import { decode } from './decode-jwt.js';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a pasted JWT', () => {
  it('is taken apart, whatever letters it holds', () => {
    const claims = { sub: '艾达', note: 'ÿ?>' };
    expect(decode(`${part({ alg: 'ES256' })}.${part(claims)}.abc`)).toEqual({
      header: { alg: 'ES256' },
      claims,
    });
  });

  it.each(['', 'a.b', 'a.b.c', `${part({})}.${part([])}.c`, `${part({})}.${part(1)}.c`, '..'])(
    'is none: %j',
    (text) => {
      expect(decode(text)).toBeNull();
    },
  );
});
