import { describe, expect, it } from '@jest/globals';
import { readSessionCookie } from './session-cookie.js';

describe('the session cookie', () => {
  it.each([
    ['alone', '__Host-portcullis-admin=abc', 'abc'],
    ['among others', 'a=1; __Host-portcullis-admin=abc;b=2', 'abc'],
    ['absent', 'a=1', undefined],
    ['of another app', '__Host-portcullis=abc', undefined],
    ['with a longer name', '__Host-portcullis-admin2=abc', undefined],
    ['twice', '__Host-portcullis-admin=abc; __Host-portcullis-admin=def', undefined],
  ])('is read when it is %s', (_, cookie, value) => expect(readSessionCookie({ cookie })).toBe(value));

  it('is absent without a Cookie header', () => expect(readSessionCookie({})).toBeUndefined());
});
