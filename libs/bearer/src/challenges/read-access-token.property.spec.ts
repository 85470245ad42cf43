import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBearerToken } from './read-access-token.js';

const token = fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,60}={0,2}$/);
const scheme = fc.mixedCase(fc.constant('bearer'));
const spaces = fc.stringMatching(/^ {1,5}$/);

describe('an access token, whatever was sent', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(scheme, spaces, token, (name, between, value) => {
        const authorization = `${name}${between}${value}`;
        expect(readBearerToken({ headers: { authorization } })).toEqual({
          ...{ kind: 'token', scheme: 'Bearer', token: value },
        });
      }),
    );
  });

  it('is one word after the scheme, or none is read', () => {
    const word = fc.constantFrom('Bearer', 'Basic', ' ', ',', '=', 'a.b.c', '"', '\t', 'é', 'realm=x');
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(header, fc.jsonValue(), (authorization, body) => {
        const presented = readBearerToken({ headers: { authorization }, body });
        if (presented.kind === 'token') expect(authorization).toMatch(/^bearer +\S+$/i);
        if (presented.kind === 'none') expect(authorization).not.toMatch(/^bearer(?: |$)/i);
      }),
    );
  });

  it('is refused beside a second one', () => {
    const more = fc.array(fc.constantFrom('Accept', 'Cookie', 'X-Authorization'), { maxLength: 5 });
    fc.assert(
      fc.property(token, fc.mixedCase(fc.constant('authorization')), more, (value, name, others) => {
        const authorization = `Bearer ${value}`;
        const rawHeaders = ['Authorization', name, ...others].flatMap((each) => [each, authorization]);
        expect(readBearerToken({ headers: { authorization }, rawHeaders }).kind).toBe('duplicate');
        const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
        expect(readBearerToken({ headers: form, body: { access_token: value } }).kind).toBe('duplicate');
      }),
    );
  });
});
