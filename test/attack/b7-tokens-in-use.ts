import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import {
  basic,
  introspect,
  obtainCode,
  obtainTokens,
  outcome,
  post,
  refresh,
  tokensOf,
  type TokenAnswer,
} from './flow.js';
import type { Items } from './item.js';
import { jwtClaims, jwtHeader, misspellings } from './tokens.js';
import type { Target } from './target.js';
import { later } from './waiting.js';

const INACTIVE = { active: false };

export const B7: Items = {
  'B7.1': async (target) => {
    const form = { grant_type: 'client_credentials' };
    expect(await outcome(await post(target, 'token', target.client('PUB'), form))).toMatch(
      /^(400 unauthorized_client|40[01] invalid_client)$/,
    );
    const response = await post(target, 'token', target.client('M2M'), { ...form, scope: 'openid' });
    if (response.status !== 200) {
      expect(await outcome(response)).toBe('400 invalid_scope');
      return;
    }
    const tokens = await tokensOf(response);
    expect(tokens).not.toHaveProperty('refresh_token');
    expect(tokens).not.toHaveProperty('id_token');
  },

  'B7.2': async (target) => {
    const { operated } = target;
    const { subject } = await operated.addUser();
    await expect(operated.register({ clientId: subject })).rejects.toThrow();
    const machine = await machineToken(target);
    const { access_token: users } = await obtainTokens(target, target.client('CONF'));
    const [ofMachine, ofUser] = [await introspect(target, machine), await introspect(target, users)];
    expect(ofMachine['sub']).toBe(ofMachine['client_id']);
    expect(ofUser['sub']).not.toBe(ofUser['client_id']);
    expect(ofMachine).not.toHaveProperty('username');
  },

  'B7.3': async (target) => {
    for (const name of ['CONF', 'POST'] as const) {
      const client = target.client(name);
      const first = await obtainTokens(target, client);
      const second = await tokensOf(await refresh(target, client, first.refresh_token));
      expect(await introspect(target, first.access_token)).toMatchObject({ active: true });
      const revoked = await post(target, 'revoke', client, { token: second.refresh_token });
      expect(revoked.status).toBe(200);
      for (const member of target.members) {
        for (const tokens of [first, second]) {
          expect(await introspect(member, tokens.access_token)).toEqual(INACTIVE);
        }
        expect(await outcome(await refresh(member, client, second.refresh_token))).toBe('400 invalid_grant');
        if (!target.has('userinfo')) continue;
        expect((await userinfo(member, second.access_token)).status).toBe(401);
      }
    }
  },

  'B7.4': async (target) => {
    const conf = target.client('CONF');
    expect((await post(target, 'revoke', conf, { token: 'unknown' })).status).toBe(200);
    const hints = ['access_token', 'refresh_token', 'nonsense'];
    for (const token_type_hint of hints) {
      const tokens = await obtainTokens(target, conf);
      const form = { token: tokens.refresh_token, token_type_hint };
      const response = await post(target, 'revoke', conf, form);
      // RFC 7009 section 2.2.1 lets a server refuse a hint that it does not know.
      if (token_type_hint === 'nonsense' && response.status !== 200) {
        expect(await outcome(response)).toBe('400 unsupported_token_type');
        continue;
      }
      expect(response.status).toBe(200);
      expect(await outcome(await refresh(target, conf, tokens.refresh_token))).toBe('400 invalid_grant');
    }
    const tokens = await obtainTokens(target, conf);
    expect((await post(target, 'revoke', conf, { token: tokens.access_token })).status).toBe(200);
    if (target.offers('introspection'))
      expect(await introspect(target, tokens.access_token)).toEqual(INACTIVE);

    expect(await outcome(await post(target, 'revoke', conf, {}))).toBe('400 invalid_request');
    const token = (await obtainTokens(target, conf)).refresh_token;
    const { client_id } = conf;
    expect(await outcome(await post(target, 'revoke', null, { token }))).toMatch(/^401 invalid_client$/);
    expect(await outcome(await post(target, 'revoke', null, { token, client_id }))).toBe(
      '401 invalid_client',
    );
    const url = `${target.endpoint('revoke')}?token=${encodeURIComponent(token)}`;
    const headers = basic(client_id, conf.client_secret ?? '');
    expect((await target.fetch(url, { headers })).status).toBe(405);
    expect((await refresh(target, conf, token)).status).toBe(200);
  },

  'B7.5': async (target) => {
    const conf = target.client('CONF');
    const tokens = await obtainTokens(target, conf);
    for (const name of ['EVIL', 'PUB', 'M2M'] as const) {
      for (const token of [tokens.access_token, tokens.refresh_token]) {
        const { status } = await post(target, 'revoke', target.client(name), { token });
        expect([200, 400, 403]).toContain(status);
      }
    }
    for (const member of target.members) {
      expect(await introspect(member, tokens.access_token)).toMatchObject({ active: true });
    }
    expect((await refresh(target, conf, tokens.refresh_token)).status).toBe(200);
  },

  'B7.6': async (target) => {
    const conf = target.client('CONF');
    const fragile = await target.operated.startFragileMember();
    const member = target.at(fragile.origin);
    const tokens = await obtainTokens(member, conf);
    await fragile.breakStorage();
    try {
      const responses = await member.broken((broken) =>
        Promise.all(
          [tokens.refresh_token, tokens.access_token].map((token) => post(broken, 'revoke', conf, { token })),
        ),
      );
      for (const response of responses) {
        expect(await outcome(response)).toBe('503 temporarily_unavailable');
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
      }
    } finally {
      await fragile.mendStorage();
    }
    expect(await introspect(target, tokens.access_token)).toMatchObject({ active: true });
    expect((await post(member, 'revoke', conf, { token: tokens.refresh_token })).status).toBe(200);
    expect(await introspect(target, tokens.access_token)).toEqual(INACTIVE);
  },

  'B7.7': async (target) => {
    const { access_token: token } = await obtainTokens(target, target.client('CONF'));
    const url = target.endpoint('introspect');
    const pub = target.client('PUB');
    const attempts: Record<string, Response> = {
      nobody: await post(target, 'introspect', null, { token }),
      'a public client': await post(target, 'introspect', pub, { token }),
      'a client id alone': await post(target, 'introspect', null, {
        token,
        client_id: target.client('RS-A').client_id,
      }),
      'the token itself': await post(
        target,
        'introspect',
        null,
        { token },
        { authorization: `Bearer ${token}` },
      ),
      'a wrong secret': await post(
        target,
        'introspect',
        null,
        { token },
        basic(target.client('RS-A').client_id, 'wrong'),
      ),
    };
    for (const [who, response] of Object.entries(attempts)) {
      expect([who, [401, 403].includes(response.status)]).toEqual([who, true]);
      expect(await response.text()).not.toContain('"active"');
    }
    expect((await target.fetch(`${url}?token=${token}`)).status).toBe(405);
  },

  'B7.8': async (target) => {
    const conf = target.client('CONF');
    const tokens = await obtainTokens(target, conf);
    const opaque = await obtainTokens(target, target.client('POST'));
    const code = await obtainCode(target, conf);
    const asked: Record<string, string> = {
      unknown: 'unknown',
      NUL: '\0',
      'a quote': "' OR 1=1 --",
      'half a JWT': 'e30.e30',
      'an empty JWT': '..',
      'no signature': `${tokens.access_token.split('.').slice(0, 2).join('.')}.`,
      'a code': code.code,
      'an ID token': tokens.id_token,
      'a client id': conf.client_id,
      'a long one': 'x'.repeat(20_000),
      ...misspellings(tokens.access_token),
      ...Object.fromEntries(
        Object.entries(misspellings(opaque.access_token)).map(([how, value]) => [`opaque, ${how}`, value]),
      ),
    };
    for (const [what, token] of Object.entries(asked)) {
      if (token === tokens.access_token || token === opaque.access_token) continue;
      expect([what, await introspect(target, token)]).toEqual([what, INACTIVE]);
    }
    if (target.fixtures.clients['RS-B']) {
      expect(await introspect(target, tokens.access_token, target.client('RS-B'))).toEqual(INACTIVE);
    }
    if (target.has('revoke')) {
      await post(target, 'revoke', conf, { token: tokens.access_token });
      expect(await introspect(target, tokens.access_token)).toEqual(INACTIVE);
    }
    expect(await introspect(target, opaque.access_token)).toMatchObject({ active: true });
    if (!target.operator && opaque.expires_in > 100) return;
    const fresh = (await obtainTokens(target, conf)).access_token;
    const afterwards = await later(target, opaque.expires_in + 5);
    for (const token of [fresh, opaque.access_token]) {
      expect(await introspect(target, token)).toMatchObject({ active: true });
      expect(await introspect(afterwards, token)).toEqual(INACTIVE);
    }
  },

  'B7.10': async (target) => {
    const conf = target.client('CONF');
    const url = target.endpoint('userinfo');
    const { access_token: token } = await obtainTokens(target, conf);
    const challengeOf = (response: Response): string => response.headers.get('www-authenticate') ?? '';

    for (const response of [
      await target.fetch(url),
      await target.fetch(url, { headers: { authorization: 'Basic YTpi' } }),
      await target.fetch(`${url}?access_token=${token}`),
    ]) {
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toMatch(/^Bearer\b/);
      expect(challengeOf(response)).not.toContain('error=');
    }
    for (const bad of ['nonsense', `${token}x`, token.slice(0, -1), 'a.b.c']) {
      const response = await userinfo(target, bad);
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toMatch(/^Bearer .*error="invalid_token"/);
    }
    const scope = conf.scope
      .split(' ')
      .filter((name) => name !== 'openid')
      .join(' ');
    const narrow = await userinfo(target, (await obtainTokens(target, conf, { scope })).access_token);
    expect(narrow.status).toBe(403);
    expect(challengeOf(narrow)).toMatch(/^Bearer .*error="insufficient_scope"/);

    const twice = await target.fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({ access_token: token }),
    });
    expect(twice.status).toBe(400);
    const { pathname } = new URL(url);
    const bearer = `Authorization: Bearer ${token}`;
    expect(await target.raw([`GET ${pathname} HTTP/1.1`, bearer, bearer])).toMatch(/^HTTP\/1\.1 40[01]/);
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const response = await target.fetch(url, { headers: { authorization: `${scheme} ${token}` } });
      expect([scheme, response.status]).toEqual([scheme, 200]);
    }
  },

  'B7.11': async (target) => {
    const conf = target.client('CONF');
    const whole = await obtainTokens(target, conf);
    const claims = await claimsOf(target, whole.access_token);
    expect(claims['sub']).toBe(jwtClaims(whole.id_token)['sub']);
    expect(claims).toHaveProperty('email');

    const narrow = await obtainTokens(target, conf, { scope: 'openid' });
    expect(Object.keys(await claimsOf(target, narrow.access_token))).toEqual(['sub']);
    const machine = await userinfo(target, await machineToken(target));
    expect([401, 403]).toContain(machine.status);
  },

  'B7.12': async (target) => {
    const keys = (await (await target.fetch(target.endpoint('jwks'))).json()) as JSONWebKeySet;
    for (const name of ['CONF', 'PUB'] as const) {
      const client = target.client(name);
      const asked = await obtainTokens(target, client, { nonce: 'n-0S6_WzA2Mj', max_age: '3600' });
      const { payload, protectedHeader } = await jwtVerify(asked.id_token, createLocalJWKSet(keys), {
        issuer: target.issuer,
        audience: client.client_id,
        clockTolerance: 5,
      });
      expect(protectedHeader.alg).not.toMatch(/^(none|HS)/i);
      expect(protectedHeader.kid).toEqual(expect.any(String));
      expect([payload.aud].flat()).toEqual([client.client_id]);
      if (payload['azp'] !== undefined) expect(payload['azp']).toBe(client.client_id);
      expect(payload.exp).toBeGreaterThan(payload.iat!);
      expect(payload['nonce']).toBe('n-0S6_WzA2Mj');
      expect(payload['auth_time']).toEqual(expect.any(Number));
      expect(payload['at_hash']).toBe(halfHash(asked.access_token, protectedHeader.alg));
      expect(payload.sub).toMatch(/^[\x21-\x7E]{1,255}$/);

      const unasked = await obtainTokens(target, client);
      expect(jwtClaims(unasked.id_token)).not.toHaveProperty('nonce');
    }
  },

  'B7.13': async (target) => {
    const { id_token } = await obtainTokens(target, target.client('CONF'));
    const response = await userinfo(target, id_token);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
    if (target.offers('introspection')) expect(await introspect(target, id_token)).toEqual(INACTIVE);
    const { access_token } = await obtainTokens(target, target.client('CONF'));
    // What APIs tell them apart by (RFC 9068 section 2.1).
    if (access_token.includes('.')) expect(jwtHeader(access_token)['typ']).toBe('at+jwt');
    expect(jwtHeader(id_token)['typ']).not.toBe('at+jwt');
  },
};

function userinfo(target: Target, token: string): Promise<Response> {
  return target.fetch(target.endpoint('userinfo'), { headers: { authorization: `Bearer ${token}` } });
}

async function claimsOf(target: Target, token: string): Promise<Record<string, unknown>> {
  const response = await userinfo(target, token);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function machineToken(target: Target): Promise<string> {
  const response = await post(target, 'token', target.client('M2M'), { grant_type: 'client_credentials' });
  return (await tokensOf(response)).access_token;
}

/** OpenID Connect Core section 3.1.3.6. */
function halfHash(value: TokenAnswer['access_token'], alg: string): string {
  const digest = createHash(`sha${alg.slice(-3)}`)
    .update(value)
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
