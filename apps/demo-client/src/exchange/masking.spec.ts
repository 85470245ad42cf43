import { describe, expect, it } from '@jest/globals';
import { maskBody, maskHeader, maskSecret } from './masking.js';

const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';

describe('maskSecret', () => {
  it.each([
    ['a short value leaves nothing', 'short-secret', '••••'],
    ['a long one leaves four characters', 'pcs_0123456789abcdef', '••••cdef'],
    ['a JWT keeps its beginning', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJhbGciOiJF…dXJl'],
  ])('%s', (_, value, masked) => {
    expect(maskSecret(value)).toBe(masked);
  });
});

describe('maskHeader', () => {
  const basic = Buffer.from('dingtalk%2Dweb:s3cret%2Bs3cret%2Babcd').toString('base64');

  it.each([
    [
      'Basic credentials, form-decoded',
      'authorization',
      `Basic ${basic}`,
      'Basic base64(dingtalk-web:••••abcd)',
    ],
    ['a Bearer token', 'Authorization', 'Bearer 0123456789abcdefWXYZ', 'Bearer ••••WXYZ'],
    ['a cookie', 'set-cookie', 'a=1; HttpOnly', '••••'],
    ['nothing else', 'accept', 'application/json', 'application/json'],
  ])('masks %s', (_, name, value, masked) => {
    expect(maskHeader([name, value])).toEqual([name, masked]);
  });
});

describe('maskBody', () => {
  it('masks the secrets of a form and keeps the other pairs byte for byte', () => {
    expect(maskBody(FORM, 'scope=a+b%3Ac&refresh_token=0123456789abcdefWXYZ&client_secret=x')).toBe(
      'scope=a+b%3Ac\n&refresh_token=••••WXYZ\n&client_secret=••••',
    );
  });

  it('masks the secrets of a JSON answer at any depth', () => {
    const body = JSON.stringify({
      access_token: '0123456789abcdefWXYZ',
      more: { id_token: 'x' },
      expires_in: 5,
    });
    expect(JSON.parse(maskBody('application/json', body))).toEqual({
      access_token: '••••WXYZ',
      more: { id_token: '••••' },
      expires_in: 5,
    });
  });

  it.each([
    ['application/json', '{"access_token":'],
    ['text/html', '<p>down</p>'],
  ])('leaves %s that it cannot read alone', (type, body) => {
    expect(maskBody(type, body)).toBe(body);
  });
});
