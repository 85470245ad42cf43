import { describe, expect, it } from '@jest/globals';
import { BearerError } from '../challenges/bearer.error.js';
import { authorityUnavailable, invalidToken } from '../challenges/refusals.js';
import { IntrospectionVerifier } from './introspection.verifier.js';

const RULES = {
  issuer: 'https://sso.example.com',
  audience: ['orders'],
  clockToleranceSeconds: 0,
  cacheSeconds: 5,
  rememberedTokens: 2,
};

/** The endpoint, with answers that come when they are told to. */
class Endpoint {
  asked: string[] = [];
  answer: () => Promise<Record<string, unknown>> = async () => active();

  introspect(token: string): Promise<Record<string, unknown>> {
    this.asked.push(token);
    return this.answer();
  }
}

const active = (claims: object = {}): Record<string, unknown> => ({
  active: true,
  sub: 'alice',
  client_id: 'web',
  aud: 'orders',
  exp: 1000,
  ...claims,
});

function verifier(rules: Partial<typeof RULES> = {}) {
  const endpoint = new Endpoint();
  const clock = { now: 0 };
  const own = new IntrospectionVerifier({ ...RULES, ...rules }, endpoint, () => clock.now);
  return { own, endpoint, clock };
}

describe('IntrospectionVerifier', () => {
  it('asks once for a token that comes fifty times at once, with and without a cache', async () => {
    for (const cacheSeconds of [0, 5]) {
      const { own, endpoint } = verifier({ cacheSeconds });
      const tokens = await Promise.all(Array.from({ length: 50 }, () => own.verify('a')));
      expect(endpoint.asked).toEqual(['a']);
      expect(new Set(tokens).size).toBe(1);
      await Promise.all([own.verify('b'), own.verify('c')]);
      expect(endpoint.asked).toEqual(['a', 'b', 'c']);
    }
  });

  it('asks again as soon as it has its answer, where nothing is remembered', async () => {
    const { own, endpoint } = verifier({ cacheSeconds: 0 });
    await own.verify('a');
    await own.verify('a');
    expect(endpoint.asked).toHaveLength(2);
  });

  it.each([
    ['no answer', () => authorityUnavailable('down'), 503],
    ['a token that is not active', () => invalidToken('not active'), 401],
  ])('shares %s among those who wait, and remembers nothing of it', async (_, failure, status) => {
    const { own, endpoint } = verifier();
    endpoint.answer = async () => {
      throw failure();
    };
    const outcomes = await Promise.allSettled([own.verify('a'), own.verify('a')]);
    for (const outcome of outcomes) {
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(BearerError);
      expect(((outcome as PromiseRejectedResult).reason as BearerError).getStatus()).toBe(status);
    }
    expect(endpoint.asked).toHaveLength(1);
    endpoint.answer = async () => active();
    expect((await own.verify('a')).subject).toBe('alice');
  });

  it('an error while an answer is remembered does not touch it', async () => {
    const { own, endpoint, clock } = verifier();
    await own.verify('a');
    endpoint.answer = async () => {
      throw authorityUnavailable('down');
    };
    clock.now = 4_999;
    expect((await own.verify('a')).subject).toBe('alice');
    clock.now = 5_000;
    await expect(own.verify('a')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  it('what is remembered ends with cacheSeconds, counted from the question', async () => {
    const { own, endpoint, clock } = verifier();
    endpoint.answer = async () => {
      clock.now = 4_000;
      return active();
    };
    await own.verify('a');
    clock.now = 4_999;
    await own.verify('a');
    expect(endpoint.asked).toHaveLength(1);
    clock.now = 5_000;
    await own.verify('a');
    expect(endpoint.asked).toHaveLength(2);
  });

  it('what is remembered ends with the token', async () => {
    const { own, endpoint, clock } = verifier();
    endpoint.answer = async () => active({ exp: 2 });
    await own.verify('a');
    clock.now = 1_999;
    await own.verify('a');
    expect(endpoint.asked).toHaveLength(1);
    clock.now = 2_000;
    await expect(own.verify('a')).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('remembers no more tokens than it may', async () => {
    const { own, endpoint } = verifier();
    for (const token of ['a', 'b', 'c', 'c', 'b', 'a']) await own.verify(token);
    expect(endpoint.asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('hands on what the answer says of binding, sign-in and actor', async () => {
    const { own, endpoint } = verifier();
    const told = { cnf: { jkt: 'x' }, acr: 'mfa', auth_time: 7, act: { sub: 'assistant' } };
    endpoint.answer = async () => active({ ...told, token_type: 'DPoP' });
    expect(await own.verify('a')).toMatchObject({
      cnf: { jkt: 'x' },
      acr: 'mfa',
      authTime: 7,
      act: { sub: 'assistant' },
    });
  });

  it.each([
    ['DPoP without a key', { token_type: 'DPoP' }],
    ['N_A', { token_type: 'N_A' }],
    ['a number', { token_type: 1, cnf: { jkt: 'x' } }],
  ])('refuses the token type %s', async (_, claims) => {
    const { own, endpoint } = verifier();
    endpoint.answer = async () => active(claims);
    await expect(own.verify('a')).rejects.toMatchObject({ code: 'invalid_token' });
  });
});
