import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from './decode-jwt.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('decodeJwt', () => {
  it('opens header and payload', () => {
    const token = `${encode({ typ: 'at+jwt' })}.${encode({ sub: '登' })}.c2ln`;
    expect(decodeJwt(token)).toEqual({ header: { typ: 'at+jwt' }, payload: { sub: '登' } });
  });

  it.each(['', 'opaque', 'a.b.c', `${encode([])}.${encode({})}.x`, `${encode({})}.${encode(null)}.x`])(
    'takes %p for opaque',
    (token) => {
      expect(decodeJwt(token)).toBeNull();
    },
  );
});
