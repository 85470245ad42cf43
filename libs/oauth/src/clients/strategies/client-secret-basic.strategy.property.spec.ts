import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OAuthError } from '../../errors/oauth-error.js';
import type { PresentedSecret } from '../bcrypt-secrets.js';
import type { ClientSecrets } from '../client-secrets.js';
import type { ClientCredentials } from './auth-method.decorator.js';
import { ClientSecretBasicStrategy } from './client-secret-basic.strategy.js';

const text = fc.string({ unit: 'grapheme' });
const encode = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);
const header = (pair: string | Buffer, scheme = 'Basic'): string =>
  `${scheme} ${Buffer.from(pair).toString('base64')}`;

const checked: string[] = [];
const strategy = new ClientSecretBasicStrategy({
  check: (_: unknown, { secret }: PresentedSecret) => checked.push(secret),
} as unknown as ClientSecrets);

function readBasic(authorization: string): ClientCredentials | undefined {
  const request = { authorization, form: {} } as Parameters<typeof strategy.read>[0];
  return strategy.isUsedBy(request) ? strategy.read(request) : undefined;
}

/** Credentials, nothing, or invalid_client: never another error. */
function outcomeOf(value: string): 'credentials' | 'none' | 'refused' {
  try {
    return readBasic(value) ? 'credentials' : 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError);
    expect((error as OAuthError).code).toBe('invalid_client');
    return 'refused';
  }
}

describe('HTTP Basic, whatever was sent', () => {
  it('gives id and secret as they were encoded', async () => {
    const scheme = fc.mixedCase(fc.constant('basic'));
    await fc.assert(
      fc.asyncProperty(text, text, scheme, async (clientId, secret, name) => {
        const read = readBasic(header(`${encode(clientId)}:${encode(secret)}`, name))!;
        await read.prove(undefined as never, () => Promise.resolve());
        expect([read.clientId, checked.pop()]).toEqual([clientId, secret]);
      }),
    );
  });

  it('is read, passed over or refused', () => {
    const pairs = fc.oneof(
      fc.uint8Array().map((bytes) => header(Buffer.from(bytes))),
      fc.string({ unit: 'binary' }).map((value) => header(value)),
      fc
        .array(fc.constantFrom('%', '%zz', '%ff', ':', '+', 'a', '%3A'))
        .map((parts) => header(parts.join(''))),
      fc.string({ unit: 'binary' }).map((value) => `Basic ${value}`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(pairs, (value) => {
        const outcome = outcomeOf(value);
        if (!/^basic +/i.test(value)) expect(outcome).toBe('none');
        if (/^basic +[^A-Za-z0-9+/=]/i.test(value)) expect(outcome).not.toBe('credentials');
      }),
    );
  });

  it('without a colon or with spoilt escapes is refused', () => {
    const word = fc.stringMatching(/^[a-z0-9]{0,10}$/);
    fc.assert(
      fc.property(word, word, fc.constantFrom('%', '%2', '%zz', '%ff', '%c3'), (one, two, spoilt) => {
        expect(outcomeOf(header(one))).toBe('refused');
        expect(outcomeOf(header(`${one}${spoilt}:${two}`))).toBe('refused');
        expect(outcomeOf(header(`${one}:${two}${spoilt}`))).toBe('refused');
      }),
    );
  });
});
