import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import type { Visitor } from '../support/visitor.js';
import { boundTokens, currentNonce, withNonce } from './bound-tokens.js';
import { athOf, DpopKey } from './dpop-key.js';
import {
  allow,
  authorization,
  authorizeUrl,
  basic,
  browserOf,
  obtainCode,
  outcome,
  post,
  redeem,
  signIn,
  tokensOf,
  verdict,
  walk,
} from './flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce, type Pkce } from '../support/pkce.js';
import type { ClientFixture } from './fixtures.js';
import type { Items } from './item.js';
import { encodePart, jwtClaims } from './tokens.js';
import type { Target } from './target.js';
import { later } from './waiting.js';

const CREDENTIALS = { grant_type: 'client_credentials' };

export const B9: Items = {
  'B9.1': async (target) => {
    const conf = target.client('CONF');
    const form = authorization(conf, pkce());
    expect(await outcome(await post(target, 'par', null, form))).toBe('401 invalid_client');
    const wrong = basic(conf.client_id, 'wrong');
    expect(await outcome(await post(target, 'par', null, form, wrong))).toBe('401 invalid_client');
    const headers = basic(conf.client_id, conf.client_secret!);
    expect((await target.fetch(`${target.endpoint('par')}?${query(form)}`, { headers })).status).toBe(405);
    const { requestUri } = await push(target, conf);
    for (const request_uri of [requestUri, 'https://evil.example/request.jwt']) {
      expect(await outcome(await post(target, 'par', conf, { ...form, request_uri }))).toBe(
        '400 invalid_request',
      );
    }
    // The rules of the authorization endpoint hold here already.
    for (const [more, error] of [
      [{ redirect_uri: 'https://evil.example/cb' }, /^400 invalid_(request|redirect_uri)$/],
      [{ response_type: 'token' }, /^400 unsupported_response_type$/],
      [{ scope: 'openid admin' }, /^400 invalid_scope$/],
      [{ code_challenge_method: 'plain' }, /^400 invalid_request$/],
      [{ code_challenge: undefined }, /^400 invalid_request$/],
      [{ client_id: target.client('EVIL').client_id }, /^40[01] invalid_(request|client)$/],
    ] as const) {
      expect(await outcome(await post(target, 'par', conf, { ...form, ...more }))).toMatch(error);
    }
  },

  'B9.2': async (target) => {
    const [conf, evil] = [target.client('CONF'), target.client('EVIL')];
    const { requestUri, expiresIn, proof } = await push(target, conf, { prompt: 'consent' });
    const stolen = await browserOf(target).visit(pushedUrl(target, evil, requestUri));
    expect(verdict(target, stolen)).toMatch(/^(page 400|invalid_request_uri|invalid_request)$/);
    expect(stolen.left && stolen.url.startsWith(conf.redirect_uris[0]!)).toBe(false);

    // Opened twice before anybody has signed in: people reload.
    const visitor = target.newVisitor();
    await visitor.visit(pushedUrl(target, conf, requestUri));
    let page = await visitor.visit(pushedUrl(target.members.at(-1)!, conf, requestUri));
    expect(verdict(target, page)).toBe('sign-in');
    page = await signIn(target, visitor, page);
    page = await allow(target, visitor, page);
    expect(verdict(target, page)).toBe('code');
    const callback = new URL(page.url);
    const code = {
      ...proof,
      callback,
      code: callback.searchParams.get('code')!,
      redirectUri: conf.redirect_uris[0]!,
    };
    expect((await redeem(target, conf, code)).status).toBe(200);

    for (const member of target.members) {
      const again = await browserOf(target).visit(pushedUrl(member, conf, requestUri));
      expect(verdict(target, again)).toMatch(/^(page 400|invalid_request_uri|invalid_request)$/);
    }
    expect(expiresIn).toBeLessThan(600);
    const old = await push(target, conf);
    const afterwards = await later(target, old.expiresIn + 1);
    const expired = await browserOf(target).visit(pushedUrl(afterwards, conf, old.requestUri));
    expect(verdict(target, expired)).toMatch(/^(page 400|invalid_request_uri|invalid_request)$/);

    // However many tabs finish at once, one code comes of it.
    const raced = await push(target, conf);
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        browserOf(target).visit(
          pushedUrl(target.members[i % target.members.length]!, conf, raced.requestUri),
        ),
      ),
    );
    expect(codes.filter((visit) => verdict(target, visit) === 'code')).toHaveLength(1);
  },

  'B9.3': async (target) => {
    const conf = target.client('CONF');
    await obtainCode(target, conf);
    const { requestUri, proof } = await push(target, conf, { scope: 'openid', state: 'pushed' });
    const beside = {
      redirect_uri: 'https://evil.example/cb',
      scope: conf.scope,
      state: 'changed',
      response_type: 'token',
      code_challenge: pkce().challenge,
      nonce: 'changed',
    };
    const page = await walk(target, pushedUrl(target, conf, requestUri, beside));
    expect(page.url.startsWith(`${conf.redirect_uris[0]}?`)).toBe(true);
    const callback = new URL(page.url);
    expect(callback.searchParams.get('state')).toBe('pushed');
    const code = {
      ...proof,
      callback,
      code: callback.searchParams.get('code')!,
      redirectUri: conf.redirect_uris[0]!,
    };
    const tokens = await tokensOf(await redeem(target, conf, code));
    expect(tokens.scope ?? 'openid').toBe('openid');
    expect(jwtClaims(tokens.id_token)).not.toHaveProperty('nonce');

    const uris = await Promise.all(
      Array.from({ length: 30 }, async () => (await push(target, conf)).requestUri),
    );
    expect(new Set(uris).size).toBe(30);
    const handles = uris.map((uri) => /^urn:ietf:params:oauth:request_uri:([\w.~-]+)$/.exec(uri)![1]!);
    // 22 characters of base64url carry 128 bits; each position takes many values.
    for (const handle of handles) expect(handle.length).toBeGreaterThanOrEqual(22);
    const lively = Array.from(
      { length: handles[0]!.length },
      (_, i) => new Set(handles.map((handle) => handle[i])).size,
    );
    expect(lively.filter((count) => count >= 8).length).toBeGreaterThanOrEqual(22);

    if (!target.operator) return;
    const strict = await target.operator.register({ requirePushedAuthorizationRequests: true });
    const plain = await browserOf(target).visit(authorizeUrl(target, strict));
    expect(verdict(target, plain)).toMatch(/^(invalid_request|page 400)$/);
    const pushed = await push(target, strict);
    expect(verdict(target, await walk(target, pushedUrl(target, strict, pushed.requestUri)))).toBe('code');
  },

  'B9.5': async (target) => {
    const conf = target.client('CONF');
    const marks = Object.fromEntries(
      ['state', 'nonce', 'login_hint'].map((name) => [name, `${name}-${randomBytes(12).toString('hex')}`]),
    );
    const { requestUri, proof } = await push(target, conf, { ...marks, prompt: 'consent' });
    const visitor = target.newVisitor();
    const seen: string[] = [];
    const request: Visitor['request'] = visitor.request.bind(visitor);
    visitor.request = async (url, init) => {
      const response = await request(url, init);
      const location = response.headers.get('location') ?? '';
      const isOurs = new URL(location || '/', url).origin === new URL(url).origin;
      seen.push(url, ...(isOurs ? [location] : []), ...response.headers.getSetCookie());
      return response;
    };
    const page = await walk(target, pushedUrl(target, conf, requestUri), visitor);
    expect(verdict(target, page)).toBe('code');
    const contents = [...Object.values(marks), proof.challenge, conf.redirect_uris[0]!];
    for (const text of seen) {
      const readings = [
        text,
        decodeURIComponent(text),
        Buffer.from(text.split('=')[1] ?? '', 'base64url').toString('latin1'),
      ];
      expect(contents.filter((part) => readings.some((reading) => reading.includes(part)))).toEqual([]);
    }
  },

  'B9.6': async (target) => {
    const key = await DpopKey.create();
    const other = await DpopKey.create();
    const m2m = target.client('M2M');
    const conf = target.client('CONF');
    const bound = await boundTokens(target, target.client('PUB'), key);
    const userinfo = target.endpoint('userinfo');
    const places: Record<string, Place> = {
      token: {
        method: 'POST',
        url: target.endpoint('token'),
        ask: (dpop) => post(target, 'token', m2m, CREDENTIALS, { dpop }),
        refused: /^400 (invalid_dpop_proof|invalid_request)$/,
      },
      ...(target.has('par') && {
        par: {
          method: 'POST',
          url: target.endpoint('par'),
          ask: (dpop) => post(target, 'par', conf, authorization(conf, pkce()), { dpop }),
          refused: /^400 (invalid_dpop_proof|invalid_request)$/,
        },
      }),
      userinfo: {
        method: 'GET',
        url: userinfo,
        token: bound.access_token,
        ask: (dpop) =>
          target.fetch(userinfo, { headers: { authorization: `DPoP ${bound.access_token}`, dpop } }),
        refused: /^40[01]( (invalid_dpop_proof|invalid_token|invalid_request))?$/,
      },
    };
    for (const [name, place] of Object.entries(places)) {
      const answers: Record<string, string> = {};
      for (const [fault, proof] of Object.entries(await badProofs(key, other, place))) {
        answers[fault] = await outcome(await place.ask(proof));
      }
      const accepted = Object.entries(answers).filter(([, answer]) => !place.refused.test(answer));
      expect([name, accepted]).toEqual([name, []]);

      const spellings = [place.url, `${place.url}?x=1`, `${place.url}#x`, place.url.replace(/^http/, 'HTTP')];
      for (const htu of spellings) {
        const claims = { htu, ...(place.token && { ath: athOf(place.token) }) };
        const response = await withNonce((nonce) =>
          key.prove(place.method, place.url, { ...claims, ...nonce }).then(place.ask),
        );
        expect([name, htu, response.ok]).toEqual([name, htu, true]);
      }
    }
    // Two headers, each good by itself.
    const proofs = await Promise.all([0, 1].map(() => key.prove('POST', target.endpoint('token'))));
    const body = query(CREDENTIALS).toString();
    const answer = await target.raw(
      [
        `POST ${new URL(target.endpoint('token')).pathname} HTTP/1.1`,
        `Authorization: ${basic(m2m.client_id, m2m.client_secret!)['authorization']}`,
        ...proofs.map((proof) => `DPoP: ${proof}`),
        'Content-Type: application/x-www-form-urlencoded',
        `Content-Length: ${body.length}`,
      ],
      body,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
  },

  'B9.7': async (target) => {
    const key = await DpopKey.create();
    const m2m = target.client('M2M');
    const nonce = await currentNonce(target, key);
    const ask = (member: Target, dpop: string): Promise<Response> =>
      post(member, 'token', m2m, CREDENTIALS, { dpop });
    const proof = await key.prove('POST', target.endpoint('token'), nonce);
    expect((await ask(target, proof)).status).toBe(200);
    for (const member of target.members) {
      expect(await outcome(await ask(member, proof))).toMatch(/^400 (invalid_dpop_proof|use_dpop_nonce)$/);
    }
    if (target.operator) {
      const options = { dpop: { nonce: 'required' } } as const;
      const strict = target.at(await target.operator.startMember({ options }));
      const refusal = await ask(strict, await key.prove('POST', target.endpoint('token')));
      expect(await outcome(refusal)).toBe('400 use_dpop_nonce');
      const given = { nonce: refusal.headers.get('dpop-nonce')! };
      expect((await ask(strict, await key.prove('POST', target.endpoint('token'), given))).status).toBe(200);
      const foreign = await key.prove('POST', target.endpoint('token'), { nonce: 'of somebody else' });
      expect(await outcome(await ask(strict, foreign))).toBe('400 use_dpop_nonce');
    }
    const raced = await key.prove('POST', target.endpoint('token'), nonce);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(target.members[i % target.members.length]!, raced)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);

    const pub = target.client('PUB');
    const bound = await boundTokens(target, pub, key);
    const userinfo = target.endpoint('userinfo');
    for (const authorization of [`Bearer ${bound.access_token}`, `bearer ${bound.access_token}`]) {
      expect((await target.fetch(userinfo, { headers: { authorization } })).status).toBe(401);
      const dpop = await key.prove('GET', userinfo, { ...nonce, ath: athOf(bound.access_token) });
      expect((await target.fetch(userinfo, { headers: { authorization, dpop } })).status).toBe(401);
    }
    const unbound = await tokensOf(await redeem(target, pub, await obtainCode(target, pub)));
    const dpop = await key.prove('GET', userinfo, { ...nonce, ath: athOf(unbound.access_token) });
    const upgraded = await target.fetch(userinfo, {
      headers: { authorization: `DPoP ${unbound.access_token}`, dpop },
    });
    expect(upgraded.status).toBe(401);
  },
};

/** One endpoint that takes proofs. */
interface Place {
  readonly method: string;
  readonly url: string;
  /** The access token that goes with the proof. */
  readonly token?: string;
  readonly ask: (proof: string) => Promise<Response>;
  readonly refused: RegExp;
}

/** One proof for each thing that can be wrong (RFC 9449 section 4.3). */
async function badProofs(key: DpopKey, other: DpopKey, place: Place): Promise<Record<string, string>> {
  const { method, url, token } = place;
  const ath = token === undefined ? {} : { ath: athOf(token) };
  const now = Math.floor(Date.now() / 1000);
  const prove = (claims: object = {}, header: object = {}): Promise<string> =>
    key.prove(method, url, { ...ath, ...claims }, header as Record<string, unknown>);
  const good = await prove();
  const [h, c, s] = good.split('.') as [string, string, string];
  const claims = { jti: randomUUID(), htm: method, htu: url, iat: now, ...ath };
  const header = { typ: 'dpop+jwt', jwk: key.jwk };
  const hmac = (secret: Uint8Array, jwk: object): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256', jwk: jwk as never }).sign(secret);
  const p384 = await generateKeyPair('ES384', { extractable: true });
  return {
    nonsense: 'nonsense',
    'two parts': `${h}.${c}`,
    'two proofs in one header': `${good}, ${good}`,
    'no jti': await prove({ jti: undefined }),
    'no htm': await prove({ htm: undefined }),
    'no htu': await prove({ htu: undefined }),
    'no iat': await prove({ iat: undefined }),
    'jti that is no text': await prove({ jti: 7 }),
    'an empty jti': await prove({ jti: '' }),
    'iat as text': await prove({ iat: String(now) }),
    'no typ': await prove({}, { typ: undefined }),
    'another typ': await prove({}, { typ: 'JWT' }),
    'no jwk': await prove({}, { jwk: undefined }),
    'the private key as jwk': await prove({}, { jwk: key.privateJwk }),
    'alg none': `${encodePart({ ...header, alg: 'none' })}.${encodePart(claims)}.`,
    'alg None and a signature': `${encodePart({ ...header, alg: 'None' })}.${encodePart(claims)}.${s}`,
    'HS256 with a key of its own': await hmac(Buffer.alloc(32, 1), {
      kty: 'oct',
      k: Buffer.alloc(32, 1).toString('base64url'),
    }),
    'HS256 with the public key': await hmac(Buffer.from(JSON.stringify(key.jwk)), key.jwk),
    'an algorithm that nobody offers': await key.prove(method, url, ath, { alg: 'ES384' }, p384.privateKey),
    'the signature of another key': await key.prove(method, url, ath, {}, other.privateKey),
    'no signature': `${h}.${c}.`,
    'a changed signature': `${h}.${c}.${Buffer.alloc(64, 3).toString('base64url')}`,
    'another method': await prove({ htm: method === 'GET' ? 'POST' : 'GET' }),
    'the method in other case': await prove({ htm: method.toLowerCase() }),
    'another path': await prove({ htu: `${url}/x` }),
    'another origin': await prove({ htu: url.replace(/\/\/[^/]+/, '//evil.example') }),
    'no address': await prove({ htu: '/' }),
    'made an hour ago': await prove({ iat: now - 3600 }),
    'made in an hour': await prove({ iat: now + 3600 }),
    'an unknown crit': await prove({}, { crit: ['ext'], ext: true }),
    ...(token !== undefined && {
      'no ath': await key.prove(method, url),
      'another ath': await prove({ ath: athOf(`${token}x`) }),
      'another key': await other.prove(method, url, ath),
    }),
  };
}

interface Pushed {
  readonly requestUri: string;
  readonly expiresIn: number;
  readonly proof: Pkce;
}

async function push(target: Target, client: ClientFixture, more: Parameters = {}): Promise<Pushed> {
  const proof = pkce();
  const response = await post(target, 'par', client, authorization(client, proof, more));
  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toMatch(/no-store/);
  const { request_uri, expires_in } = (await response.json()) as { request_uri: string; expires_in: number };
  return { requestUri: request_uri, expiresIn: expires_in, proof };
}

function pushedUrl(
  target: Target,
  { client_id }: ClientFixture,
  request_uri: string,
  more: Parameters = {},
): string {
  return `${target.endpoint('authorize')}?${query({ client_id, request_uri, ...more })}`;
}
