import { createPublicKey, randomUUID, type webcrypto } from 'node:crypto';
import { expect } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { assertionForm, type AssertionChanges } from '../support/assertions.js';
import { assertionOf, assertionParts, unsigned } from './assertion.js';
import {
  authorization,
  basic,
  obtainCode,
  obtainTokens,
  outcome,
  post,
  redeem,
  redemption,
  refresh,
  tokensOf,
} from './flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import type { ClientFixture } from './fixtures.js';
import { expectSameTime } from './oracle.js';
import type { Items } from './item.js';
import { listen } from './listener.js';
import { crowd, tally } from './race.js';
import { ACTOR } from './seed.js';
import type { EndpointName, Target } from './target.js';
import { encodePart, misspellings } from './tokens.js';
import { eventually, later } from './waiting.js';

const CREDENTIALS = { grant_type: 'client_credentials' };
const FORM = 'application/x-www-form-urlencoded';
const INVALID_CLIENT = /^40[01] invalid_client$/;

export const B4: Items = {
  'B4.1': async (target) => {
    const conf = target.client('CONF');
    const code = await obtainCode(target, conf);
    const form = query(redemption(code)).toString();
    const url = target.endpoint('token');
    const headers = basic(conf.client_id, conf.client_secret!);
    expect((await target.fetch(`${url}?${form}`, { headers })).status).toBe(405);
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect((await target.fetch(url, { method, headers, body: form })).status).toBe(405);
    }
    const secretInQuery = `client_id=${conf.client_id}&client_secret=${conf.client_secret}`;
    const attempts = [
      target.fetch(`${url}?${form}`, { method: 'POST', headers: { ...headers, 'content-type': FORM } }),
      target.fetch(`${url}?${secretInQuery}`, {
        method: 'POST',
        headers: { 'content-type': FORM },
        body: form,
      }),
      target.fetch(`${url}?code=${code.code}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': FORM },
        body: query(redemption(code, { code: undefined })).toString(),
      }),
    ];
    for (const response of await Promise.all(attempts)) {
      expect([400, 401]).toContain(response.status);
      expect(await response.text()).not.toContain('access_token');
    }
    expect((await redeem(target, conf, code)).status).toBe(200);
  },

  'B4.2': async (target) => {
    const conf = target.client('CONF');
    const responses = [
      await redeem(target, conf, await obtainCode(target, conf)),
      await redeem(target, conf, await obtainCode(target, conf), { code_verifier: 'wrong' }),
      await post(target, 'token', null, CREDENTIALS),
      await post(target, 'token', conf, {}),
      await post(target, 'token', conf, 'a=1&a=2'),
      await target.fetch(target.endpoint('token'), { method: 'POST', body: 'x' }),
      await target.fetch(target.endpoint('token')),
    ];
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 401, 405]);
    for (const { headers } of responses) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-type')).toMatch(/^application\/json\b/);
    }
  },

  'B4.3': async (target) => {
    const { client_id } = target.client('CONF');
    const byHeader = await post(target, 'token', null, CREDENTIALS, basic(client_id, 'wrong'));
    expect(await outcome(byHeader)).toBe('401 invalid_client');
    expect(byHeader.headers.get('www-authenticate')).toMatch(/^Basic\b/i);
    const inBody = { client_id: target.client('POST').client_id, client_secret: 'wrong' };
    expect(await outcome(await post(target, 'token', null, { ...CREDENTIALS, ...inBody }))).toMatch(
      INVALID_CLIENT,
    );
  },

  'B4.4': async (target) => {
    const { client_id } = target.client('CONF');
    const ask = (id: string): Promise<Response> =>
      post(target, 'token', null, CREDENTIALS, basic(id, `secret-${randomUUID()}`));
    const [unknown, wrong] = [await ask('nobody-has-this-id'), await ask(client_id)];
    expect(wrong.status).toBe(unknown.status);
    expect(await wrong.text()).toBe(await unknown.text());
    expect([...wrong.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort());
    expect(wrong.headers.get('www-authenticate')).toBe(unknown.headers.get('www-authenticate'));

    const times: { unknown: number[]; wrong: number[] } = { unknown: [], wrong: [] };
    for (let i = 0; i < 60; i++) {
      for (const [kind, id] of [
        ['unknown', 'nobody-has-this-id'],
        ['wrong', client_id],
      ] as const) {
        const begin = performance.now();
        await ask(id);
        times[kind].push(performance.now() - begin);
      }
    }
    // A check that is left out for one of them, such as a slow hash, shows in every single answer.
    expectSameTime(times.unknown, times.wrong);
  },

  'B4.5': async (target) => {
    const conf = target.client('CONF');
    const post2 = target.client('POST');
    const header = basic(conf.client_id, conf.client_secret!);
    const both = { client_id: conf.client_id, client_secret: conf.client_secret };
    const answers = [
      await post(target, 'token', null, { ...CREDENTIALS, ...both }, header),
      await post(target, 'token', null, { ...CREDENTIALS, client_id: post2.client_id }, header),
      await post(target, 'token', null, { ...CREDENTIALS, client_id: 'nobody' }, header),
      await post(
        target,
        'token',
        null,
        { ...CREDENTIALS, client_id: post2.client_id, client_secret: post2.client_secret },
        header,
      ),
      await post(target, 'token', null, { ...CREDENTIALS, ...assertionForm('e30.e30.e30') }, header),
    ];
    for (const answer of answers) {
      expect(await outcome(answer)).toMatch(/^(400 invalid_request|40[01] invalid_client)$/);
    }
  },

  'B4.6': async (target) => {
    const m2m = target.client('M2M');
    const everyCharacter = (text: string): string =>
      [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const header = (id: string, secret: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });
    const encoded = header(everyCharacter(m2m.client_id), everyCharacter(m2m.client_secret!));
    expect((await post(target, 'token', null, CREDENTIALS, encoded)).status).toBe(200);
    if (target.operator) {
      const clientId = `https://apps.example/~one.two_three-${randomUUID()}`;
      const own = await target.operator.register({ clientId, grantTypes: ['client_credentials'] });
      expect((await post(target, 'token', own, CREDENTIALS)).status).toBe(200);
    }
    const { client_id, client_secret } = m2m;
    const good = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
    for (const authorization of [
      'Basic',
      'Basic ',
      'Basic !!!!',
      'Basic %%%',
      `Basic ${Buffer.from(client_id).toString('base64')}`,
      `Basic ${Buffer.from(`${client_id}:${client_secret}%zz`).toString('base64')}`,
      `Basic ${Buffer.from(`${client_id}:`).toString('base64')}`,
      `Basic ${Buffer.from(`:${client_secret}`).toString('base64')}`,
      `Basic ${good} x`,
      `Bearer ${good}`,
      `Digest username="${client_id}"`,
    ]) {
      const response = await post(target, 'token', null, CREDENTIALS, { authorization });
      expect([authorization, await outcome(response)]).toEqual([authorization, '401 invalid_client']);
    }
    const body = 'grant_type=client_credentials';
    const wrong = Buffer.from(`${client_id}:wrong`).toString('base64');
    for (const pair of [
      [good, wrong],
      [wrong, good],
      [good, good],
    ]) {
      const answer = await target.raw(
        [
          `POST ${new URL(target.endpoint('token')).pathname} HTTP/1.1`,
          ...pair.map((value) => `Authorization: Basic ${value}`),
          `Content-Type: ${FORM}`,
          `Content-Length: ${body.length}`,
        ],
        body,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 40[01]/);
      expect(answer).not.toContain('access_token');
    }
  },

  'B4.7': async (target) => {
    const [conf, pub] = [target.client('CONF'), target.client('PUB')];
    const code = await obtainCode(target, conf);
    const alone = { ...redemption(code), client_id: conf.client_id };
    expect(await outcome(await post(target, 'token', null, alone))).toMatch(INVALID_CLIENT);
    expect(await outcome(await post(target, 'token', null, { ...alone, client_secret: '' }))).toMatch(
      INVALID_CLIENT,
    );
    expect(await outcome(await post(target, 'token', null, redemption(code)))).toMatch(
      /^40[01] invalid_(client|request)$/,
    );
    expect((await redeem(target, conf, code)).status).toBe(200);

    const pubs = await obtainCode(target, pub);
    const withSecret = { ...redemption(pubs), client_id: pub.client_id, client_secret: 'any' };
    expect(await outcome(await post(target, 'token', null, withSecret))).toMatch(INVALID_CLIENT);
    expect(
      await outcome(await post(target, 'token', null, redemption(pubs), basic(pub.client_id, 'any'))),
    ).toMatch(INVALID_CLIENT);
    expect(
      await outcome(await post(target, 'token', null, redemption(pubs), basic(pub.client_id, ''))),
    ).toMatch(INVALID_CLIENT);
    expect((await redeem(target, pub, pubs)).status).toBe(200);
  },

  'B4.8': async (target) => {
    const [conf, other] = [target.client('CONF'), target.client('POST')];
    const inBody = { client_id: conf.client_id, client_secret: conf.client_secret };
    expect(await outcome(await post(target, 'token', null, { ...CREDENTIALS, ...inBody }))).toMatch(
      INVALID_CLIENT,
    );
    const header = basic(other.client_id, other.client_secret!);
    expect(await outcome(await post(target, 'token', null, CREDENTIALS, header))).toMatch(INVALID_CLIENT);
    if (!target.offers('private_key_jwt')) return;
    const pkj = target.client('PKJ');
    for (const secret of ['any', '']) {
      const attempts = [
        post(target, 'token', null, CREDENTIALS, basic(pkj.client_id, secret)),
        post(target, 'token', null, { ...CREDENTIALS, client_id: pkj.client_id, client_secret: secret }),
      ];
      for (const attempt of attempts) expect(await outcome(await attempt)).toMatch(INVALID_CLIENT);
    }
    // Nor does a client with a secret become one with a key.
    const forged = await assertionOf(target, { ...pkj, client_id: conf.client_id });
    expect(
      await outcome(await post(target, 'token', null, { ...CREDENTIALS, ...assertionForm(forged) })),
    ).toMatch(INVALID_CLIENT);
  },

  'B4.9': async (target) => {
    const pkj = target.client('PKJ');
    const listener = await listen();
    try {
      const url = `${listener.origin}/keys`;
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      const own = await exportJWK(publicKey);
      const publicJwk = Object.fromEntries(Object.entries(pkj.jwk!).filter(([name]) => name !== 'd'));
      const pem = createPublicKey({ key: publicJwk as webcrypto.JsonWebKey, format: 'jwk' })
        .export({ format: 'pem', type: 'spki' })
        .toString();
      const { header, claims } = assertionParts(target, pkj);
      const foreign = (more: object): Promise<string> =>
        new SignJWT(claims).setProtectedHeader({ ...header, alg: 'ES256', ...more }).sign(privateKey);
      const hmac = (key: string): Promise<string> =>
        new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(Buffer.from(key));
      const changed = (changes: AssertionChanges): Promise<string> => assertionOf(target, pkj, changes);
      const good = await changed({});
      const [h, c, s] = good.split('.');

      const bad: Record<string, string> = {
        expired: await changed({ exp: -120, iat: -240 }),
        'no exp': await changed({ exp: undefined }),
        'exp more than an hour ahead': await changed({ exp: 3700 }),
        'exp as text': await changed({ claims: { exp: 'tomorrow' } }),
        'nbf more than a minute ahead': await changed({ nbf: 90, exp: 200 }),
        'iat more than a minute ahead': await changed({ iat: 90, exp: 200 }),
        'wrong aud': await changed({ claims: { aud: 'https://evil.example' } }),
        'no aud': await changed({ claims: { aud: undefined } }),
        'aud with a slash': await changed({ claims: { aud: `${target.issuer}/` } }),
        'aud of the authorization endpoint': await changed({ claims: { aud: target.endpoint('authorize') } }),
        'no iss': await changed({ claims: { iss: undefined } }),
        'no sub': await changed({ claims: { sub: undefined } }),
        'iss and sub differ': await changed({ claims: { iss: target.client('EVIL').client_id } }),
        'another client': await changed({
          claims: { iss: target.client('EVIL').client_id, sub: target.client('EVIL').client_id },
        }),
        'no jti': await changed({ claims: { jti: undefined } }),
        'jti that is no text': await changed({ claims: { jti: 7 } }),
        'HS256 with the public PEM': await hmac(pem),
        'HS256 with the public PEM, trimmed': await hmac(pem.trim()),
        'HS256 with the public JWK': await hmac(JSON.stringify(publicJwk)),
        'HS256 with the client id': await hmac(pkj.client_id),
        'a foreign key': await foreign({}),
        'a foreign key, embedded': await foreign({ jwk: own }),
        'a foreign key, by jku': await foreign({ jku: url }),
        'a foreign key, by x5u': await foreign({ x5u: url }),
        'a foreign key, no kid': await foreign({ kid: undefined }),
        'a path as kid': await foreign({ kid: '../../x' }),
        'SQL as kid': await foreign({ kid: "' OR 1=1 --" }),
        'an address as kid': await foreign({ kid: url }),
        'another alg in the header': `${encodePart({ ...header, alg: 'RS256' })}.${c}.${s}`,
        'an empty signature': `${h}.${c}.`,
        'zeros as signature': `${h}.${c}.${Buffer.alloc(64).toString('base64url')}`,
        'a padded signature': `${good}==`,
        'two parts': `${h}.${c}`,
        nonsense: 'nonsense',
        'five parts': 'a.b.c.d.e',
        'a header of 1 MB': `${encodePart({ ...header, x: 'x'.repeat(1_000_000) })}.${c}.${s}`,
        'a header of 30 KB': `${encodePart({ ...header, x: 'x'.repeat(30_000) })}.${c}.${s}`,
      };
      for (const alg of ['none', 'None', 'nOnE', 'NONE', '']) {
        bad[`alg "${alg}"`] = unsigned({ ...header, alg }, claims);
        bad[`alg "${alg}" and a signature`] = `${encodePart({ ...header, alg })}.${c}.${s}`;
      }
      if (!target.operator || pkj.jwk!['alg'] === 'ES256') {
        bad['an unknown crit'] = await changed({ header: { crit: ['urn:x'], 'urn:x': true } });
        bad['b64 in crit'] = await changed({ header: { crit: ['b64'], b64: true } });
      }
      const answers: Record<string, string> = {};
      for (const [what, assertion] of Object.entries(bad)) {
        answers[what] = await outcome(await present(target, assertion));
      }
      const refused = (answer: string): boolean => INVALID_CLIENT.test(answer) || /^413/.test(answer);
      expect(Object.entries(answers).filter(([, answer]) => !refused(answer))).toEqual([]);
      expect(listener.hits()).toBe(0);

      expect((await present(target, good)).status).toBe(200);
      for (const member of target.members) {
        expect(await outcome(await present(member, good))).toMatch(INVALID_CLIENT);
      }
      // Clocks differ a little.
      expect((await present(target, await changed({ nbf: 5, iat: 5 }))).status).toBe(200);

      const once = await changed({});
      const answersAtOnce = await crowd(20, target.members, {
        endpoint: 'token',
        client: { ...pkj, token_endpoint_auth_method: 'none' },
        form: { ...CREDENTIALS, ...assertionForm(once) },
      });
      const counts = tally(answersAtOnce);
      expect(counts['200']).toBe(1);
      expect(Object.keys(counts).filter((key) => key !== '200' && !INVALID_CLIENT.test(key))).toEqual([]);
    } finally {
      listener.close();
    }
  },

  'B4.10': async (target) => {
    const pkj = target.client('PKJ');
    const ask = async (client: ClientFixture, aud: unknown): Promise<string> =>
      outcome(await present(target, await assertionOf(target, client, { claims: { aud } })));
    expect(await ask(pkj, target.issuer)).toBe('200');
    const others = ['https://evil.example', target.endpoint('authorize'), target.endpoint('jwks'), '', []];
    for (const aud of others) expect(await ask(pkj, aud)).toMatch(INVALID_CLIENT);
    if (!target.operator) return;
    // The strict profile: the issuer, as a single string, and nothing else (policy P15).
    const strict = await target.operator.register({
      grantTypes: ['client_credentials'],
      tokenEndpointAuthMethod: 'private_key_jwt',
      strictAssertionAudience: true,
    });
    expect(await ask(strict, target.issuer)).toBe('200');
    for (const aud of [
      ...others,
      target.endpoint('token'),
      [target.issuer],
      [target.issuer, target.endpoint('token')],
    ]) {
      expect([aud, await ask(strict, aud)]).toEqual([aud, expect.stringMatching(INVALID_CLIENT)]);
    }
  },

  'B4.11': async (target) => {
    const pub = target.client('PUB');
    const code = await obtainCode(target, pub);
    const tokens = await obtainTokens(target, pub);
    const forms: Parameters[] = [
      { ...redemption(code), client_id: pub.client_id, resource: pub.resources[0] },
      {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
        client_id: pub.client_id,
        scope: 'openid',
      },
    ];
    for (const form of forms) {
      // Several resources are a list of RFC 8707, so that one may come twice.
      for (const [name, value] of Object.entries(form).filter(([key]) => key !== 'resource')) {
        for (const second of [value!, 'other', '']) {
          const response = await post(
            target,
            'token',
            null,
            `${query(form)}&${name}=${encodeURIComponent(second)}`,
          );
          expect([name, second, await outcome(response)]).toEqual([name, second, '400 invalid_request']);
        }
      }
    }
    expect((await redeem(target, pub, code)).status).toBe(200);
    expect((await refresh(target, pub, tokens.refresh_token)).status).toBe(200);
  },

  'B4.12': async (target) => {
    const conf = target.client('CONF');
    const tokens = await obtainTokens(target, conf);
    const code = await obtainCode(target, conf);
    const headers = basic(conf.client_id, conf.client_secret!);
    const endpoints = (['token', 'introspect', 'revoke', 'par', 'device'] as const).filter((name) =>
      target.has(name),
    );
    const json = [
      { grant_type: 'authorization_code', code: 0, code_verifier: code.verifier },
      { grant_type: 'refresh_token', refresh_token: 0 },
      { token: false },
      { token: 0 },
      { client_id: { $ne: 1 } },
      { client_id: 0, client_secret: true },
      { ...redemption(code), client_id: conf.client_id, client_secret: conf.client_secret },
      [],
      null,
    ];
    const forms = [
      `grant_type=authorization_code&code[]=${code.code}&code_verifier=${code.verifier}`,
      `grant_type=authorization_code&code%5B%5D=${code.code}&code_verifier=${code.verifier}`,
      `grant_type=authorization_code&code[$ne]=x&code_verifier=${code.verifier}`,
      `grant_type[]=authorization_code&code=${code.code}`,
      `grant_type=refresh_token&refresh_token[$gt]=`,
      `grant_type=client_credentials&client_id[client_id]=1`,
      `token[]=${tokens.access_token}`,
      `token[token]=${tokens.access_token}`,
      '__proto__[token]=x&token=y',
      'constructor[prototype][token]=x&token=y',
    ];
    for (const name of endpoints) {
      for (const body of json) {
        const response = await send(target, name, JSON.stringify(body), {
          ...headers,
          'content-type': 'application/json',
        });
        expect([name, body, response.status]).toEqual([name, body, 400]);
      }
      for (const body of forms) {
        const response = await send(target, name, body, { ...headers, 'content-type': FORM });
        expect([name, body, response.status]).toEqual([name, body, 400]);
      }
    }
    // Values that some databases take for any text.
    for (const value of ['0', 'false', 'true', 'null', 'NaN', "0' OR '1'='1", '0x30', '1e1']) {
      const form = { grant_type: 'authorization_code', code: value, code_verifier: code.verifier };
      expect(await outcome(await post(target, 'token', conf, form))).toBe('400 invalid_grant');
      expect(await outcome(await refresh(target, conf, value))).toBe('400 invalid_grant');
      expect(await outcome(await post(target, 'token', null, CREDENTIALS, basic(value, value)))).toBe(
        '401 invalid_client',
      );
      const inBody = { ...CREDENTIALS, client_id: conf.client_id, client_secret: value };
      expect(await outcome(await post(target, 'token', null, inBody))).toMatch(INVALID_CLIENT);
    }
    expect((await redeem(target, conf, code)).status).toBe(200);
    expect((await refresh(target, conf, tokens.refresh_token)).status).toBe(200);
  },

  'B4.13': async (target) => {
    const m2m = target.client('M2M');
    const headers = basic(m2m.client_id, m2m.client_secret!);
    const body = 'grant_type=client_credentials';
    const ask = async (type: string, text: string = body): Promise<number> =>
      (await send(target, 'token', text, { ...headers, 'content-type': type })).status;
    for (const type of [
      'application/json',
      'text/plain',
      'text/html',
      'application/xml',
      'application/x-www-form-urlencoded-x',
      `${FORM}; charset=utf-16`,
      `${FORM}; charset=iso-8859-1`,
      'x',
    ]) {
      expect([type, [400, 415].includes(await ask(type))]).toEqual([type, true]);
    }
    const boundary = 'x1';
    const parts = `--${boundary}\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nclient_credentials\r\n--${boundary}--\r\n`;
    expect([400, 415]).toContain(await ask(`multipart/form-data; boundary=${boundary}`, parts));
    for (const type of [FORM, `${FORM}; charset=utf-8`, `${FORM};charset=UTF-8`, FORM.toUpperCase()]) {
      expect([type, await ask(type)]).toEqual([type, 200]);
    }
    const gzip = await send(target, 'token', body, {
      ...headers,
      'content-type': FORM,
      'content-encoding': 'gzip',
    });
    expect([400, 415]).toContain(gzip.status);
  },

  'B4.14': async (target) => {
    const conf = target.client('CONF');
    const grants = ['password', 'implicit', 'Authorization_Code', 'authorization_code ', 'x', 'urn:x:y'];
    const more = {
      username: target.fixtures.users.alice.username,
      password: target.fixtures.users.alice.password,
    };
    for (const grant_type of grants) {
      const answer = await outcome(await post(target, 'token', conf, { grant_type, ...more }));
      expect([grant_type, answer]).toEqual([grant_type, '400 unsupported_grant_type']);
    }
    expect(await outcome(await post(target, 'token', conf, {}))).toBe('400 invalid_request');
    expect(await outcome(await post(target, 'token', conf, CREDENTIALS))).toBe('400 unauthorized_client');
    const form = { grant_type: 'authorization_code', code: 'x', code_verifier: pkce().verifier };
    expect(await outcome(await post(target, 'token', target.client('M2M'), form))).toBe(
      '400 unauthorized_client',
    );
  },

  'B4.15': async (target) => {
    const { operated } = target;
    const member = target.at(await operated.startLimitedMember());
    const own = await operated.register({ grantTypes: ['client_credentials'] });
    const guess = (): Promise<Response> =>
      post(member, 'token', null, CREDENTIALS, basic(own.client_id, randomUUID()));
    let throttled: Response | undefined;
    for (let i = 0; i < 100 && !throttled; i++) {
      const response = await guess();
      if (response.status === 429) throttled = response;
      else expect(await outcome(response)).toBe('401 invalid_client');
    }
    expect(Number(throttled?.headers.get('retry-after'))).toBeGreaterThan(0);
    // From there the right secret does not help either; from elsewhere the client goes on working.
    expect((await post(member, 'token', own, CREDENTIALS)).status).toBe(429);
    const body = 'grant_type=client_credentials';
    const elsewhere = await member.raw(
      [
        `POST ${new URL(member.endpoint('token')).pathname} HTTP/1.1`,
        `Authorization: ${basic(own.client_id, own.client_secret!)['authorization']}`,
        `Content-Type: ${FORM}`,
        `Content-Length: ${body.length}`,
      ],
      body,
      '127.0.0.77',
    );
    expect(elsewhere).toMatch(/^HTTP\/1\.1 200/);
    // Nor is another client of the same source harmed.
    expect((await post(member, 'token', target.client('M2M'), CREDENTIALS)).status).toBe(200);
  },

  'B4.16': async (target) => {
    const { operated } = target;
    const own = await operated.register({
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      mayIntrospect: true,
    });
    const tokens = await obtainTokens(target, own);
    const code = await obtainCode(target, own);
    await operated.registry.setDisabled(own.client_id, true, ACTOR);
    for (const member of target.members) {
      const first = await eventually(
        async () => outcome(await post(member, 'token', own, CREDENTIALS)),
        (answer) => answer !== '200',
      );
      expect(first).toMatch(INVALID_CLIENT);
      const answers = [
        await redeem(member, own, code),
        await refresh(member, own, tokens.refresh_token),
        ...(target.has('revoke') ? [await post(member, 'revoke', own, { token: tokens.access_token })] : []),
        ...(target.has('introspect')
          ? [await post(member, 'introspect', own, { token: tokens.access_token })]
          : []),
        ...(target.has('par') ? [await post(member, 'par', own, authorization(own, pkce()))] : []),
      ];
      for (const answer of answers) expect(await outcome(answer)).toMatch(INVALID_CLIENT);
    }
  },

  'B4.17': async (target) => {
    const { operated } = target;
    const own = await operated.register({ grantTypes: ['client_credentials'] });
    const expiresAt = Date.now() + 60_000;
    const second = await operated.registry.addSecret(own.client_id, { name: 'next', expiresAt: null }, ACTOR);
    const third = await operated.registry.addSecret(own.client_id, { name: 'brief', expiresAt }, ACTOR);
    const ask = async (member: Target, client_secret: string): Promise<string> =>
      outcome(await post(member, 'token', { ...own, client_secret }, CREDENTIALS));
    for (const member of target.members) {
      for (const secret of [own.client_secret!, second.value, third.value]) {
        expect(
          await eventually(
            () => ask(member, secret),
            (answer) => answer === '200',
          ),
        ).toBe('200');
      }
    }
    expect(await ask(await later(target, 62), third.value)).toMatch(INVALID_CLIENT);
    await operated.registry.setSecretDisabled(own.client_id, second.id, true, ACTOR);
    for (const member of target.members) {
      const answer = await eventually(
        () => ask(member, second.value),
        (given) => given !== '200',
      );
      expect(answer).toMatch(INVALID_CLIENT);
      expect(await ask(member, own.client_secret!)).toBe('200');
    }
    expect(await ask(target, target.client('CONF').client_secret!)).toMatch(INVALID_CLIENT);
  },

  'B4.18': async (target) => {
    const m2m = target.client('M2M');
    const headers = { ...basic(m2m.client_id, m2m.client_secret!), 'content-type': FORM };
    const ask = async (body: string): Promise<number> => (await send(target, 'token', body, headers)).status;
    const good = 'grant_type=client_credentials';
    expect([400, 413]).toContain(await ask(`${good}&x=${'x'.repeat(2_000_000)}`));
    expect(await ask(`${good}&${Array.from({ length: 5000 }, (_, i) => `a${i}=1`).join('&')}`)).toBe(400);
    expect(await ask(`${good}&scope=${'x'.repeat(50_000)}`)).toBe(400);
    expect(await ask(`${good}&scope=${Array.from({ length: 5000 }, (_, i) => `s${i}`).join('+')}`)).toBe(400);

    const head = [
      `POST ${new URL(target.endpoint('token')).pathname} HTTP/1.1`,
      `Authorization: ${authorization}`,
      `Content-Type: ${FORM}`,
    ];
    const chunked = `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`;
    const both = await target.raw(
      [...head, `Content-Length: ${good.length}`, 'Transfer-Encoding: chunked'],
      chunked,
    );
    expect(both).toMatch(/^HTTP\/1\.1 400/);
    expect(both).not.toContain('access_token');
    const twice = await target.raw([...head, `Content-Length: ${good.length}`, 'Content-Length: 3'], good);
    expect(twice).toMatch(/^HTTP\/1\.1 400/);
    const odd = await target.raw([...head, 'Transfer-Encoding: chunked, identity'], chunked);
    expect(odd).toMatch(/^HTTP\/1\.1 (400|501)/);
  },

  'B4.19': async (target) => {
    const conf = target.client('CONF');
    const code = await obtainCode(target, conf);
    for (const [how, value] of Object.entries(misspellings(code.code))) {
      if (value === code.code) continue;
      const answer = await outcome(await redeem(target, conf, code, { code: value }));
      expect([how, answer]).toEqual([how, '400 invalid_grant']);
    }
    const tokens = await tokensOf(await redeem(target, conf, code));
    for (const [how, value] of Object.entries(misspellings(tokens.refresh_token))) {
      if (value === tokens.refresh_token) continue;
      expect([how, await outcome(await refresh(target, conf, value))]).toEqual([how, '400 invalid_grant']);
    }
    expect((await refresh(target, conf, tokens.refresh_token)).status).toBe(200);
    const { client_id, client_secret } = conf;
    for (const [part, values] of [
      ['id', misspellings(client_id)],
      ['secret', misspellings(client_secret!)],
    ] as const) {
      for (const [how, value] of Object.entries(values)) {
        if (value === (part === 'id' ? client_id : client_secret)) continue;
        const header = part === 'id' ? basic(value, client_secret!) : basic(client_id, value);
        const answer = await outcome(await post(target, 'token', null, CREDENTIALS, header));
        expect([part, how, answer]).toEqual([part, how, '401 invalid_client']);
      }
    }
  },

  'B4.20': async (target) => {
    const origin = target.fixtures.corsOrigin!;
    const pub = target.client('PUB');
    const preflight = (from: string): Promise<Response> =>
      target.fetch(target.endpoint('token'), {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
    const ask = async (from: string): Promise<Response> =>
      post(target, 'token', pub, redemption(await obtainCode(target, pub)), { origin: from });
    for (const response of [await preflight(origin), await ask(origin)]) {
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
    for (const from of [
      'https://nobody.example',
      'null',
      `${origin}.evil.example`,
      origin.replace('https:', 'http:'),
    ]) {
      for (const response of [await preflight(from), await ask(from)]) {
        expect([from, response.headers.get('access-control-allow-origin')]).toEqual([from, null]);
        expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      }
    }
  },
};

/** Presents a client assertion for a token. */
function present(target: Target, assertion: string): Promise<Response> {
  return post(target, 'token', null, { ...CREDENTIALS, ...assertionForm(assertion) });
}

function send(
  target: Target,
  endpoint: EndpointName,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  return target.fetch(target.endpoint(endpoint), { method: 'POST', headers, body });
}
