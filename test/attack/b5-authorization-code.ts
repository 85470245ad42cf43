import { expect } from '@jest/globals';
import {
  allow,
  consentPage,
  introspect,
  obtainCode,
  obtainTokens,
  outcome,
  post,
  redeem,
  redemption,
  refresh,
  tokensOf,
  type TokenAnswer,
} from './flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import type { Items } from './item.js';
import { crowd, race, tally } from './race.js';
import { Unavailable, type Target } from './target.js';
import { later } from './waiting.js';

export const B5: Items = {
  'B5.1': async (target) => {
    const conf = target.client('CONF');
    const code = await obtainCode(target, conf);
    expect(await outcome(await redeem(target, conf, code, { code_verifier: pkce().verifier }))).toBe(
      '400 invalid_grant',
    );
    expect(await outcome(await redeem(target, conf, code))).toBe('400 invalid_grant');
  },

  'B5.2': async (target) => {
    for (const name of ['CONF', 'PUB'] as const) {
      const client = target.client(name);
      const code = await obtainCode(target, client);
      const answer = await outcome(await redeem(target, client, code, { code_verifier: undefined }));
      expect(answer).toBe('400 invalid_grant');
    }
  },

  'B5.3': async (target) => {
    const leg = target.client('LEG');
    const without = { code_challenge: undefined, code_challenge_method: undefined, nonce: 'n-1' };
    const code = await obtainCode(target, leg, without);
    expect(await outcome(await redeem(target, leg, code))).toMatch(/^400 invalid_(grant|request)$/);
    const fresh = await obtainCode(target, leg, without);
    expect((await redeem(target, leg, fresh, { code_verifier: undefined })).status).toBe(200);
  },

  'B5.4': async (target) => {
    const conf = target.client('CONF');
    const wrong: Record<string, (proof: { verifier: string; challenge: string }) => string> = {
      'the challenge': ({ challenge }) => challenge,
      nothing: () => '',
      '42 characters': ({ verifier }) => verifier.slice(0, 42),
      '129 characters': ({ verifier }) => verifier.padEnd(129, 'A'),
      'a space behind': ({ verifier }) => `${verifier} `,
      'a foreign character': ({ verifier }) => `${verifier.slice(0, -1)}é`,
      'other case': ({ verifier }) => verifier.toLowerCase(),
    };
    const answers: Record<string, string> = {};
    for (const [name, make] of Object.entries(wrong)) {
      const code = await obtainCode(target, conf);
      answers[name] = await outcome(await redeem(target, conf, code, { code_verifier: make(code) }));
    }
    const code = await obtainCode(target, conf);
    for (const [name, more] of Object.entries({
      'an array': `code_verifier%5B%5D=${code.verifier}`,
      twice: `code_verifier=${code.verifier}&code_verifier=${code.verifier}`,
    })) {
      const form = new URLSearchParams(redemption(code, { code_verifier: '' }) as Record<string, string>);
      form.delete('code_verifier');
      answers[name] = await outcome(await rawForm(target, `${form}&${more}`));
    }
    for (const answer of Object.values(answers)) expect(answer).toMatch(/^400 invalid_(grant|request)$/);
  },

  'B5.5': async (target) => {
    const [conf, evil, pub] = (['CONF', 'EVIL', 'PUB'] as const).map((name) => target.client(name));
    const code = await obtainCode(target, conf!);
    expect(await outcome(await redeem(target, evil!, code))).toBe('400 invalid_grant');
    expect(await outcome(await redeem(target, pub!, code))).toBe('400 invalid_grant');
    const own = { redirect_uri: evil!.redirect_uris[0] };
    expect(await outcome(await redeem(target, evil!, code, own))).toBe('400 invalid_grant');
    expect((await redeem(target, conf!, code)).status).toBe(200);
  },

  'B5.6': async (target) => {
    const conf = target.client('CONF');
    const code = await obtainCode(target, conf);
    const afterwards = await later(target, 61);
    expect(await outcome(await redeem(afterwards, conf, code))).toBe('400 invalid_grant');
    // The clock is all that was wrong.
    const another = await obtainCode(target, conf);
    expect((await redeem(target, conf, another)).status).toBe(200);
  },

  'B5.7': async (target) => {
    const conf = target.client('CONF');
    const [redirectUri] = conf.redirect_uris;
    for (const redirect_uri of [`${redirectUri}/`, `${redirectUri}?x=1`, 'https://evil.example/cb']) {
      const code = await obtainCode(target, conf);
      expect(await outcome(await redeem(target, conf, code, { redirect_uri }))).toBe('400 invalid_grant');
    }
    const two = target.client('TWO');
    const code = await obtainCode(target, two);
    const other = { redirect_uri: two.redirect_uris[1] };
    expect(await outcome(await redeem(target, two, code, other))).toBe('400 invalid_grant');
    const without = await obtainCode(target, conf);
    expect((await redeem(target, conf, without, { redirect_uri: undefined })).status).toBe(200);
  },

  'B5.8': async (target) => {
    const conf = target.client('CONF');
    const code = await obtainCode(target, conf);
    const tokens = await tokensOf(await redeem(target, conf, code));
    const successor = await tokensOf(await refresh(target, conf, tokens.refresh_token));
    expect(await introspect(target, tokens.access_token)).toMatchObject({ active: true });
    expect(await outcome(await redeem(target, conf, code))).toBe('400 invalid_grant');
    for (const member of target.members) {
      await expectDead(member, tokens, 'CONF');
      await expectDead(member, successor, 'CONF');
    }
    if (!target.operator) return;
    const events = await target.operator.auditEvents('authorization_code.replayed');
    expect(events.map(({ clientId }) => clientId)).toContain(conf.client_id);
  },

  'B5.9': async (target) => {
    const conf = target.client('CONF');
    const code = await obtainCode(target, conf);
    const tokens = await tokensOf(await redeem(target, conf, code));
    const wrong: [string, Parameters][] = [
      ['CONF', { code_verifier: pkce().verifier }],
      ['CONF', { code_verifier: undefined }],
      ['CONF', { redirect_uri: 'https://evil.example/cb' }],
      ['EVIL', {}],
      ['PUB', {}],
    ];
    for (const [name, more] of wrong) {
      const client = target.client(name as 'CONF' | 'EVIL' | 'PUB');
      expect(await outcome(await redeem(target, client, code, more))).toBe('400 invalid_grant');
    }
    for (const member of target.members) {
      expect(await introspect(member, tokens.access_token)).toMatchObject({ active: true });
    }
    expect((await refresh(target, conf, tokens.refresh_token)).status).toBe(200);
  },

  'B5.10': (target) => redeemAtOnce(target, [target]),

  'B5.11': (target) => redeemAtOnce(target, target.members),

  'B5.12': async (target) => {
    const conf = target.client('CONF');
    for (let round = 0; round < 3; round++) {
      // A valid replay revokes what the first redemption is about to issue.
      const code = await obtainCode(target, conf);
      const answers = await crowd(2, target.members, {
        endpoint: 'token',
        client: conf,
        form: redemption(code),
      });
      expect(tally(answers)).toEqual({ '200': 1, '400 invalid_grant': 1 });
      const won = answers.find(({ status }) => status === 200)!.body as unknown as TokenAnswer;
      await expectDead(target, won, 'CONF');

      const { refresh_token } = await obtainTokens(target, conf);
      const [first, second] = [target.members[0]!, target.members.at(-1)!];
      const [refreshed, revoked] = await race([
        {
          target: first,
          endpoint: 'token',
          client: conf,
          form: { grant_type: 'refresh_token', refresh_token },
        },
        { target: second, endpoint: 'revoke', client: conf, form: { token: refresh_token } },
      ]);
      expect(revoked!.status).toBe(200);
      if (refreshed!.status === 200) {
        await expectDead(target, refreshed!.body as unknown as TokenAnswer, 'CONF');
      } else expect(tally([refreshed!])).toEqual({ '400 invalid_grant': 1 });
      expect(await outcome(await refresh(target, conf, refresh_token))).toBe('400 invalid_grant');
    }
  },

  'B5.13': async (target) => {
    const conf = target.client('CONF');
    const [a, b] = conf.resources;
    if (!a || !b || !target.has('introspect')) throw new Unavailable('no second resource of CONF');
    const code = await obtainCode(target, conf, { resource: b });
    expect(await outcome(await redeem(target, conf, code, { resource: a }))).toBe('400 invalid_target');
    const fresh = await obtainCode(target, conf, { resource: b });
    const tokens = await tokensOf(await redeem(target, conf, fresh));
    expect(await introspect(target, tokens.access_token, target.client('RS-A'))).toEqual({ active: false });
    const known = await introspect(target, tokens.access_token, target.client('RS-B'));
    expect([known['aud']].flat()).toEqual([b]);
    const narrowed = await refresh(target, conf, tokens.refresh_token, { resource: a });
    expect(await outcome(narrowed)).toBe('400 invalid_target');
  },

  'B5.14': async (target) => {
    const secrets: Record<string, string> = {};
    for (const name of ['CONF', 'POST'] as const) {
      const client = target.client(name);
      const visitor = target.newVisitor();
      const code = await obtainCode(target, client, {}, visitor);
      const first = await tokensOf(await redeem(target, client, code));
      const second = await tokensOf(await refresh(target, client, first.refresh_token));
      Object.assign(secrets, {
        [`${name} secret`]: client.client_secret,
        [`${name} code`]: code.code,
        [`${name} verifier`]: code.verifier,
        [`${name} cookie`]: visitor.allCookies[0]![1],
        [`${name} access token`]: second.access_token,
        [`${name} ID token`]: second.id_token,
        [`${name} rotated refresh token`]: first.refresh_token,
        [`${name} refresh token`]: second.refresh_token,
      });
    }
    secrets['password'] = target.fixtures.users.alice.password;
    const dump = await target.operated.dump();
    const holds = (value: string): boolean =>
      [Buffer.from(value), Buffer.from(value, 'base64url')]
        .filter(({ length }) => length > 8)
        .some((form) => dump.some(({ bytes }) => bytes.includes(form)));
    expect(Object.keys(secrets).filter((name) => holds(secrets[name]!))).toEqual([]);
    // The search would have found them: what is public stands there.
    expect(holds(target.client('CONF').client_id)).toBe(true);
  },

  'B5.15': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const proof = pkce();
    const page = await consentPage(target, conf, visitor, {
      code_challenge: proof.challenge,
    });
    const box = [...page.html.matchAll(/<input\b[^>]*type="checkbox"[^>]*>/g)]
      .map(([tag]) => /name="([^"]*scope[^"]*)"/.exec(tag)?.[1])
      .find((name) => name !== undefined && !name.includes('openid'));
    if (box === undefined) throw new Unavailable('no choice of scopes on the consent page');
    const left = await allow(target, visitor, page, { [box]: null });
    const code = new URL(left.url).searchParams.get('code')!;
    const tokens = await tokensOf(
      await post(target, 'token', conf, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: conf.redirect_uris[0],
        code_verifier: proof.verifier,
      }),
    );
    const asked = conf.scope.split(' ');
    const granted = tokens.scope.split(' ');
    expect(granted).toHaveLength(asked.length - 1);
    expect(asked).toEqual(expect.arrayContaining(granted));
    expect(box).toContain(asked.find((scope) => !granted.includes(scope))!);
  },
};

async function redeemAtOnce(target: Target, members: readonly Target[]): Promise<void> {
  const clients = [
    target.client('CONF'),
    // Nothing but the code is written for this one: no second row could stand in the way of a second answer.
    ...(target.operator ? [await target.operator.register({ grantTypes: ['authorization_code'] })] : []),
  ];
  for (const client of clients) {
    const code = await obtainCode(target, client);
    const answers = await crowd(50, members, { endpoint: 'token', client, form: redemption(code) });
    expect(tally(answers)).toEqual({ '200': 1, '400 invalid_grant': 49 });
  }
}

/** Neither the access token nor the refresh token is of any use. */
async function expectDead(target: Target, tokens: TokenAnswer, name: 'CONF'): Promise<void> {
  expect(await introspect(target, tokens.access_token)).toEqual({ active: false });
  const client = target.client(name);
  expect(await outcome(await refresh(target, client, tokens.refresh_token))).toBe('400 invalid_grant');
}

function rawForm(target: Target, form: string): Promise<Response> {
  const { client_id, client_secret = '' } = target.client('CONF');
  const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  return target.fetch(target.endpoint('token'), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${pair}` },
    body: form,
  });
}
