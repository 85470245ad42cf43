import { expect } from '@jest/globals';
import { boundTokens } from './bound-tokens.js';
import { DpopKey } from './dpop-key.js';
import {
  allow,
  consentPage,
  introspect,
  obtainTokens,
  outcome,
  post,
  redeem,
  refresh,
  tokensOf,
  type TokenAnswer,
} from './flow.js';
import { pkce } from '../support/pkce.js';
import type { ClientFixture } from './fixtures.js';
import type { Items } from './item.js';
import { crowd, tally } from './race.js';
import { ACTOR } from './seed.js';
import type { Target } from './target.js';
import { jwtClaims } from './tokens.js';
import { eventually, later } from './waiting.js';

/** Longer than any usual grace. Seconds. */
const AFTER_GRACE = 65;

export const B6: Items = {
  'B6.1': async (target) => {
    const pub = target.client('PUB');
    const chain = [await obtainTokens(target, pub)];
    for (let i = 0; i < 3; i++) chain.push(await rotate(target, pub, chain.at(-1)!));
    expect(new Set(chain.map(({ refresh_token }) => refresh_token)).size).toBe(4);
    // The last but one, so that nothing but its age speaks against it.
    const afterwards = await later(target, AFTER_GRACE);
    expect(await outcome(await refresh(afterwards, pub, chain[2]!.refresh_token))).toBe('400 invalid_grant');
  },

  'B6.2': async (target) => {
    const conf = target.client('CONF');
    const chain = [await obtainTokens(target, conf)];
    for (let i = 0; i < 2; i++) chain.push(await rotate(target, conf, chain.at(-1)!));
    const afterwards = await later(target, AFTER_GRACE);
    expect(await introspect(target, chain[2]!.access_token)).toMatchObject({ active: true });
    expect(await outcome(await refresh(afterwards, conf, chain[0]!.refresh_token))).toBe('400 invalid_grant');
    for (const member of target.members) {
      for (const { access_token } of chain) {
        expect(await introspect(member, access_token)).toEqual({ active: false });
      }
    }
    expect(await outcome(await refresh(target, conf, chain[2]!.refresh_token))).toBe('400 invalid_grant');
    if (!target.operator) return;
    const events = await target.operator.auditEvents('refresh_token.reused');
    expect(events.map(({ clientId }) => clientId)).toContain(conf.client_id);
  },

  'B6.3': async (target) => {
    for (const name of ['CONF', 'PUB', 'POST'] as const) {
      const client = target.client(name);
      const { refresh_token } = await obtainTokens(target, client);
      const answers = await crowd(20, target.members, {
        endpoint: 'token',
        client,
        form: { grant_type: 'refresh_token', refresh_token },
      });
      const won = answers.filter(({ status }) => status === 200);
      expect(won.length).toBeGreaterThan(0);
      expect(Object.keys(tally(answers)).filter((key) => !/^(200|400 invalid_grant)$/.test(key))).toEqual([]);
      // Nobody has reused anything: what came out goes on working.
      const successor = won[0]!.body as unknown as TokenAnswer;
      expect((await refresh(target, client, successor.refresh_token)).status).toBe(200);
      if (!target.operator) continue;
      // The policy of this product.
      expect(tally(answers)).toEqual({ '200': 20 });
      expect(new Set(won.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    }
  },

  'B6.4': async (target) => {
    for (const name of ['CONF', 'PUB'] as const) {
      const client = target.client(name);
      const { refresh_token } = await obtainTokens(target, client);
      const lost = await tokensOf(await refresh(target, client, refresh_token));
      const again = await tokensOf(await refresh(target.members.at(-1)!, client, refresh_token));
      expect((await refresh(target, client, again.refresh_token)).status).toBe(200);
      if (target.operator) expect(again).toEqual(lost);

      const late = await obtainTokens(target, client);
      const successor = await rotate(target, client, late);
      const afterwards = await later(target, AFTER_GRACE);
      const reuse = await refresh(afterwards, client, late.refresh_token);
      expect(await outcome(reuse)).toBe('400 invalid_grant');
      expect(await outcome(await refresh(target, client, successor.refresh_token))).toBe('400 invalid_grant');
    }
  },

  'B6.5': async (target) => {
    const conf = target.client('CONF');
    const first = await obtainTokens(target, conf);
    const second = await rotate(target, conf, first);
    let repeats = 0;
    while (repeats < 200 && (await refresh(target, conf, first.refresh_token)).status === 200) repeats++;
    expect(repeats).toBeLessThan(200);
    expect((await refresh(target, conf, second.refresh_token)).status).toBe(200);

    const chain = [await obtainTokens(target, conf)];
    chain.push(await rotate(target, conf, chain[0]!));
    chain.push(await rotate(target, conf, chain[1]!));
    expect(await outcome(await refresh(target, conf, chain[0]!.refresh_token))).toBe('400 invalid_grant');
    expect((await refresh(target, conf, chain[2]!.refresh_token)).status).toBe(200);
  },

  'B6.6': async (target) => {
    const conf = target.client('CONF');
    const { refresh_token } = await obtainTokens(target, conf);
    const form = { grant_type: 'refresh_token', refresh_token };
    for (const name of ['EVIL', 'PUB', 'POST'] as const) {
      expect(await outcome(await post(target, 'token', target.client(name), form))).toBe('400 invalid_grant');
    }
    expect(await outcome(await post(target, 'token', null, form))).toMatch(
      /^(400 invalid_(grant|request)|401 invalid_client)$/,
    );
    expect((await refresh(target, conf, refresh_token)).status).toBe(200);
  },

  'B6.7': async (target) => {
    const conf = target.client('CONF');
    const { refresh_token } = await obtainTokens(target, conf);
    const form = { grant_type: 'refresh_token', refresh_token, client_id: conf.client_id };
    expect(await outcome(await post(target, 'token', null, form))).toMatch(/^40[01] invalid_client$/);
    const wrong = { ...form, client_secret: 'wrong' };
    expect(await outcome(await post(target, 'token', null, wrong))).toMatch(/^40[01] invalid_client$/);
    expect((await refresh(target, conf, refresh_token)).status).toBe(200);
  },

  'B6.8': async (target) => {
    const conf = target.client('CONF');
    const scope = conf.scope.replace(' email', '');
    expect(scope).not.toBe(conf.scope);
    const tokens = await obtainTokens(target, conf, { scope });
    const ask = (more: Record<string, string>): Promise<Response> =>
      refresh(target, conf, tokens.refresh_token, more);
    for (const wider of [conf.scope, `${scope} admin`, `${scope} no-such-scope`, 'openid "x"']) {
      expect([wider, await outcome(await ask({ scope: wider }))]).toEqual([wider, '400 invalid_scope']);
    }
    expect(await outcome(await ask({ resource: 'https://evil.example' }))).toBe('400 invalid_target');
    const narrow = await tokensOf(await ask({ scope: 'openid' }));
    expect(narrow.scope).toBe('openid');
    const whole = await tokensOf(await refresh(target, conf, narrow.refresh_token));
    expect(new Set((whole.scope ?? scope).split(' '))).toEqual(new Set(scope.split(' ')));
  },

  'B6.9': async (target) => {
    const lifetimes = { LIFETIMES: JSON.stringify({ refreshAbsolute: 100, refreshIdle: 60 }) };
    const after = async (clockShift: number): Promise<Target> =>
      target.at(await target.operated.startMember({ clockShift, environment: lifetimes }));
    const conf = target.client('CONF');
    const [start, half, late, over] = await Promise.all([0, 50, 95, 102].map(after));
    const rotated = await obtainTokens(start!, conf);
    const idle = await obtainTokens(start!, conf);
    const second = await rotate(half!, conf, rotated);
    const third = await rotate(late!, conf, second);
    expect(await outcome(await refresh(late!, conf, idle.refresh_token))).toBe('400 invalid_grant');
    expect(await outcome(await refresh(over!, conf, third.refresh_token))).toBe('400 invalid_grant');
  },

  'B6.10': async (target) => {
    const conf = target.client('CONF');
    const revoked = await obtainTokens(target, conf);
    expect((await post(target, 'revoke', conf, { token: revoked.refresh_token })).status).toBe(200);
    const chain = [await obtainTokens(target, conf)];
    for (let i = 0; i < 2; i++) chain.push(await rotate(target, conf, chain.at(-1)!));
    const expectDead = async (member: Target): Promise<void> => {
      expect(await outcome(await refresh(member, conf, revoked.refresh_token))).toBe('400 invalid_grant');
      expect(await outcome(await refresh(member, conf, chain[0]!.refresh_token))).toBe('400 invalid_grant');
      if (target.offers('introspection')) {
        expect(await introspect(member, revoked.access_token)).toEqual({ active: false });
      }
    };
    await expectDead(target);
    await target.operated.restart();
    for (const member of target.members) await expectDead(member);
    for (const clockShift of [-3600, -120, 120]) {
      await expectDead(target.at(await target.operated.startMember({ clockShift })));
    }
  },

  'B6.11': async (target) => {
    const conf = target.client('CONF');
    const tokens = await obtainTokens(target, conf);
    const response = await target.fetch(target.endpoint('userinfo'), {
      headers: { authorization: `Bearer ${tokens.refresh_token}` },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    for (const token of [tokens.access_token, tokens.id_token]) {
      expect(await outcome(await refresh(target, conf, token))).toBe('400 invalid_grant');
    }
    const form = {
      grant_type: 'authorization_code',
      code: tokens.refresh_token,
      code_verifier: pkce().verifier,
    };
    expect(await outcome(await post(target, 'token', conf, form))).toBe('400 invalid_grant');
  },

  'B6.12': async (target) => {
    const machine = await post(target, 'token', target.client('M2M'), { grant_type: 'client_credentials' });
    expect(await tokensOf(machine)).not.toHaveProperty('refresh_token');
    if (!target.operator) return;
    const single = await target.operator.register({ grantTypes: ['authorization_code'] });
    expect(await obtainTokens(target, single)).not.toHaveProperty('refresh_token');

    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const proof = pkce();
    const page = await consentPage(target, conf, visitor, { code_challenge: proof.challenge });
    const left = await allow(target, visitor, page, { 'scope.offline_access': null });
    const callback = new URL(left.url);
    const code = {
      ...proof,
      callback,
      code: callback.searchParams.get('code')!,
      redirectUri: conf.redirect_uris[0]!,
    };
    expect(await tokensOf(await redeem(target, conf, code))).not.toHaveProperty('refresh_token');
  },

  'B6.13': async (target) => {
    const { operated } = target;
    const own = async (): Promise<{ client: ClientFixture; subject: string; tokens: TokenAnswer }> => {
      const [client, user] = [await operated.register(), await operated.addUser()];
      const tokens = await obtainTokens(target, client, {}, target.newVisitor(), user);
      return { client, subject: user.subject, tokens };
    };
    const disabled = await own();
    await operated.users.setDisabled(disabled.subject, true, ACTOR);
    for (const member of target.members) {
      expect(await outcome(await refresh(member, disabled.client, disabled.tokens.refresh_token))).toBe(
        '400 invalid_grant',
      );
    }
    await operated.users.setDisabled(disabled.subject, false, ACTOR);
    expect(await outcome(await refresh(target, disabled.client, disabled.tokens.refresh_token))).toBe(
      '400 invalid_grant',
    );

    const closed = await own();
    await operated.registry.setDisabled(closed.client.client_id, true, ACTOR);
    for (const member of target.members) {
      const answer = await eventually(
        async () => outcome(await refresh(member, closed.client, closed.tokens.refresh_token)),
        (given) => given !== '200',
      );
      expect(answer).toBe('401 invalid_client');
    }

    const changed = await own();
    await operated.users.setPassword(changed.subject, 'another password', ACTOR);
    expect(await outcome(await refresh(target, changed.client, changed.tokens.refresh_token))).toBe(
      '400 invalid_grant',
    );
  },

  'B6.14': async (target) => {
    const conf = target.client('CONF');
    const first = await obtainTokens(target, conf, { nonce: 'n-0' });
    const afterwards = await later(target, 2);
    const second = await tokensOf(await refresh(afterwards, conf, first.refresh_token));
    const [before, after] = [jwtClaims(first.id_token), jwtClaims(second.id_token)];
    for (const claim of ['iss', 'sub', 'aud', 'auth_time', 'azp'])
      expect(after[claim]).toEqual(before[claim]);
    expect(after['iat']).toBeGreaterThan(before['iat'] as number);
    // OpenID Connect Core section 12.2: it should have none, and if it has one it is the same.
    expect([undefined, 'n-0']).toContain(after['nonce']);
  },

  'B6.15': async (target) => {
    const pub = target.client('PUB');
    const [key, other] = [await DpopKey.create(), await DpopKey.create()];
    const bound = await boundTokens(target, pub, key);
    const url = target.endpoint('token');
    const form = { grant_type: 'refresh_token', refresh_token: bound.refresh_token };
    for (const member of target.members) {
      expect(await outcome(await post(member, 'token', pub, form))).toMatch(
        /^400 (invalid_grant|invalid_dpop_proof|invalid_request)$/,
      );
      const foreign = await post(member, 'token', pub, form, { dpop: await other.prove('POST', url) });
      expect(await outcome(foreign)).toMatch(/^400 (invalid_grant|invalid_dpop_proof)$/);
    }
    const renewed = await post(target, 'token', pub, form, { dpop: await key.prove('POST', url) });
    expect((await tokensOf(renewed)).token_type).toBe('DPoP');
  },
};

async function rotate(target: Target, client: ClientFixture, tokens: TokenAnswer): Promise<TokenAnswer> {
  const successor = await tokensOf(await refresh(target, client, tokens.refresh_token));
  expect(successor.refresh_token).not.toBe(tokens.refresh_token);
  return successor;
}
