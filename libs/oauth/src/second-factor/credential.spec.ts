import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { challengeOf, credentialIdOf, readCredential } from './credential.js';

const dataWith = (contents: unknown): string => Buffer.from(JSON.stringify(contents)).toString('base64url');

describe('readCredential', () => {
  it('reads what a browser sends', () => {
    const clientDataJSON = dataWith({ challenge: 'AQID', type: 'webauthn.get' });
    const credential = readCredential(
      JSON.stringify({ id: 'BAUG', rawId: 'BAUG', response: { clientDataJSON } }),
    )!;
    expect(credentialIdOf(credential)).toEqual(Buffer.from([4, 5, 6]));
    expect(challengeOf(credential)).toEqual(Buffer.from([1, 2, 3]));
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a text', '"x"'],
    ['a list', '[]'],
    ['no id', '{"response":{}}'],
    ['an id of another alphabet', '{"id":"a+/=","response":{}}'],
    ['an id that is too long', `{"id":"${'a'.repeat(1365)}","response":{}}`],
    ['no answer', '{"id":"AQID"}'],
    ['an answer that is none', '{"id":"AQID","response":"x"}'],
  ])('says that %s is none', (_, json) => {
    expect(readCredential(json)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const credential = readCredential(text);
        if (credential) challengeOf(credential);
      }),
    );
  });
});

describe('challengeOf', () => {
  it.each([
    ['no data', {}],
    ['data that is no text', { clientDataJSON: 1 }],
    ['data that is no JSON', { clientDataJSON: 'AQID' }],
    ['null', { clientDataJSON: dataWith(null) }],
    ['a challenge that is no text', { clientDataJSON: dataWith({ challenge: [1] }) }],
    ['a challenge of another alphabet', { clientDataJSON: dataWith({ challenge: 'a b' }) }],
  ])('finds none in %s', (_, response) => {
    expect(challengeOf({ id: 'AQID', response })).toBeNull();
  });
});
