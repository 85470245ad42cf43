import { createHmac, createPublicKey, type webcrypto } from 'node:crypto';
import { expect } from '@jest/globals';
import type { BearerExtras, BearerOptions } from '@portcullis/bearer';
import { CompactEncrypt, exportJWK, generateKeyPair, type JWK } from 'jose';
import { ADAPTERS, ordersApi, raw, type Api } from '../bearer/orders-api.js';
import { API_CLIENT, AUDIENCE, signingKey, StandInAuthority } from '../bearer/stand-in-authority.js';
import { boundTokens } from './bound-tokens.js';
import { athOf, DpopKey } from './dpop-key.js';
import { obtainTokens, post, tokensOf } from './flow.js';
import type { Items } from './item.js';
import { listen } from './listener.js';
import { API_SCOPE } from './seed.js';
import type { Target } from './target.js';
import { encodePart, jwtClaims, jwtHeader, misspellings } from './tokens.js';
import { eventually } from './waiting.js';

/**
 * The guard, in a small API on both HTTP adapters. Genuine tokens come from the server under attack; tokens that no
 * server would issue come from a stand-in for one, whose keys are known.
 */
export const B12: Items = {
  'B12.1': (target) =>
    onBothAdapters(target, async (api) => {
      for (const headers of [
        [],
        ['Authorization', 'Basic YTpi'],
        ['Authorization', 'BearerX abc'],
        ['X-Token', 'abc'],
      ]) {
        const answer = await raw(api, '/orders', { headers });
        expect(answer.status).toBe(401);
        const challenge = String(answer.headers['www-authenticate']);
        expect(challenge).toMatch(/^Bearer\b/);
        expect(challenge).toContain('resource_metadata=');
        expect(challenge).not.toContain('error');
      }
    }),

  'B12.2': async (target) => {
    await onBothAdapters(target, async (api) => {
      const conf = target.client('CONF');
      const good = await obtainTokens(target, conf);
      expect((await ask(api, good.access_token)).status).toBe(200);
      const [, other] = conf.resources;
      await expectRefused(api, {
        'another audience': (await obtainTokens(target, conf, { resource: other })).access_token,
        'an ID token': good.id_token,
        'a refresh token': good.refresh_token,
      });
      const past = target.at(await target.operated.startMember({ clockShift: -7200 }));
      const expired = await tokensOf(
        await post(past, 'token', target.client('M2M'), { grant_type: 'client_credentials' }),
      );
      await expectRefused(api, { expired: expired.access_token });
      const narrow = await ask(api, (await obtainTokens(target, conf, { scope: 'openid' })).access_token);
      expect(narrow.status).toBe(403);
      expect(narrow.headers['www-authenticate']).toMatch(/error="insufficient_scope".*scope="orders:read"/);
    });
    await withStandIn(async (api, authority) => {
      const now = Math.floor(Date.now() / 1000);
      expect((await ask(api, await authority.issue())).status).toBe(200);
      const changes: Record<string, Record<string, unknown>> = {
        expired: { exp: now - 60 },
        'no exp': { exp: undefined },
        'nbf ahead': { nbf: now + 120 },
        'another iss': { iss: 'https://evil.example' },
        'iss with a slash': { iss: `${authority.issuer}/` },
        'no iss': { iss: undefined },
        'another aud': { aud: 'https://other.example' },
        'no aud': { aud: undefined },
        'an empty aud': { aud: [] },
      };
      for (const [what, claims] of Object.entries(changes)) {
        await expectRefused(api, { [what]: await authority.issue(claims) });
      }
      expect((await ask(api, await authority.issue({ scope: 'profile' }))).status).toBe(403);
    });
  },

  'B12.3': async (target) => {
    await onBothAdapters(target, async (api) => {
      const { access_token: token } = await obtainTokens(target, target.client('CONF'));
      const header = jwtHeader(token);
      const claims = jwtClaims(token);
      const { keys } = (await (await target.fetch(target.endpoint('jwks'))).json()) as { keys: JWK[] };
      const jwk = keys.find(({ kid }) => kid === header['kid'])!;
      const key = createPublicKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' });
      const pem = key.export({ format: 'pem', type: 'spki' }).toString();
      const forged: Record<string, string> = {};
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
        forged[`alg "${alg}"`] = `${encodePart({ ...header, alg })}.${encodePart(claims)}.`;
        forged[`alg "${alg}", signed`] =
          `${encodePart({ ...header, alg })}.${token.split('.').slice(1).join('.')}`;
      }
      const secrets = {
        PEM: pem,
        'trimmed PEM': pem.trim(),
        'PEM after a space': ` ${pem}`,
        JWK: JSON.stringify(jwk),
        DER: key.export({ format: 'der', type: 'spki' }),
      };
      for (const [form, secret] of Object.entries(secrets)) {
        for (const [alg, hash] of [
          ['HS256', 'sha256'],
          ['HS384', 'sha384'],
        ] as const) {
          const signed = `${encodePart({ ...header, alg })}.${encodePart(claims)}`;
          const signature = createHmac(hash, secret).update(signed).digest('base64url');
          forged[`${alg} with the public key as ${form}`] = `${signed}.${signature}`;
        }
      }
      for (const alg of ['RS256', 'PS256', 'ES384', 'EdDSA', 'ES256K', 'x']) {
        if (alg === header['alg']) continue;
        forged[`${alg} in the header`] =
          `${encodePart({ ...header, alg })}.${token.split('.').slice(1).join('.')}`;
      }
      await expectRefused(api, forged);
    });
    await withStandIn(async (api, authority) => {
      const foreign = await signingKey('not-listed', 'ES384');
      authority.keys.push(foreign);
      await expectRefused(api, {
        'an algorithm that is not allowed': await authority.issue({}, {}, foreign),
      });
    });
  },

  'B12.4': async () => {
    const listener = await listen();
    try {
      await withStandIn(async (api, authority) => {
        const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
        const own = { kid: 'own', alg: 'ES256', privateKey, jwk: await exportJWK(publicKey) };
        const url = `${listener.origin}/keys`;
        const headers: Record<string, Record<string, unknown>> = {
          jwk: { jwk: own.jwk },
          jku: { jku: url },
          x5u: { x5u: url },
          x5c: { x5c: ['MIIB'] },
          'an address as kid': { kid: url },
          'a path as kid': { kid: '../../../../dev/null' },
        };
        for (const [what, header] of Object.entries(headers)) {
          for (const kid of ['first', 'own', undefined]) {
            const token = await authority.issue({}, { kid, ...header }, own);
            await expectRefused(api, { [`${what}, kid ${kid}`]: token });
          }
        }
      });
      expect(listener.hits()).toBe(0);
    } finally {
      listener.close();
    }
  },

  'B12.5': async () => {
    await withStandIn(
      async (api, authority) => {
        const token = await authority.issue();
        expect((await ask(api, token)).status).toBe(200);
        const before = authority.count('/jwks');
        const [, payload, signature] = token.split('.');
        for (let round = 0; round < 10; round++) {
          const answers = await Promise.all(
            Array.from({ length: 100 }, (_, i) => {
              const kid = `${["' OR 1=1 --", '../../x', '\0', 'é', 'x'.repeat(200)][i % 5]}${round}-${i}`;
              return ask(api, `${encodePart({ alg: 'ES256', typ: 'at+jwt', kid })}.${payload}.${signature}`);
            }),
          );
          expect([...new Set(answers.map(({ status }) => status))]).toEqual([401]);
        }
        expect(authority.count('/jwks') - before).toBeLessThanOrEqual(1);
      },
      // Longer than a thousand refusals take.
      { jwksCooldownSeconds: 300 },
    );
  },

  'B12.6': async (target) => {
    await onBothAdapters(target, async (api) => {
      const { access_token: token } = await obtainTokens(target, target.client('CONF'));
      const [h, c, s] = token.split('.') as [string, string, string];
      const header = jwtHeader(token);
      const others = Object.entries(misspellings(token)).filter(
        ([, value]) => isSendable(value) && value !== token,
      );
      await expectRefused(api, {
        ...Object.fromEntries(others),
        'no signature': `${h}.${c}.`,
        'two parts': `${h}.${c}`,
        'four parts': `${token}.x`,
        'zeros as signature': `${h}.${c}.${Buffer.alloc(64).toString('base64url')}`,
        'a signature in DER': `${h}.${c}.${Buffer.from('3006020100020100', 'hex').toString('base64url')}`,
        'another payload': `${h}.${encodePart({ ...jwtClaims(token), sub: 'somebody' })}.${s}`,
        'a doubled member': `${Buffer.from(`{"alg":"none","alg":"${header['alg']}","kid":"${header['kid']}"}`).toString('base64url')}.${c}.${s}`,
        'a header that is a list': `${Buffer.from('[]').toString('base64url')}.${c}.${s}`,
        'two dots': '..',
        'a JSON serialization': Buffer.from(
          JSON.stringify({ payload: c, signatures: [{ protected: h, signature: s }] }),
        ).toString('base64url'),
        '12 KB': `${encodePart({ ...header, x: 'x'.repeat(9000) })}.${c}.${s}`,
      });
      // More than a header may have: refused by Node itself, or by the guard.
      const huge = await fetch(`${api.url}/orders`, {
        headers: { authorization: `Bearer ${'x'.repeat(64_000)}` },
      });
      expect([400, 401, 431]).toContain(huge.status);
    });
    await withStandIn(async (api, authority) => {
      const key = await generateKeyPair('RSA-OAEP-256', { extractable: true });
      const encrypt = (header: object): Promise<string> =>
        new CompactEncrypt(Buffer.from(JSON.stringify(authority.claims())))
          .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', ...header } as never)
          .encrypt(key.publicKey);
      const [header, ...rest] = (await encrypt({})).split('.');
      void header;
      const jwe = (more: object): string => [encodePart(more), ...rest].join('.');
      await expectRefused(api, {
        'a JWE': await encrypt({}),
        'a JWE with zip': jwe({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }),
        'a JWE with a huge p2c': jwe({
          alg: 'PBES2-HS256+A128KW',
          enc: 'A256GCM',
          p2s: 'AAAA',
          p2c: 2_000_000_000,
        }),
        'an unknown crit': await authority.issue({}, { crit: ['exp-ms'], 'exp-ms': 1 }),
        'b64 in crit': await authority.issue({}, { crit: ['b64'], b64: true }),
        'typ JWT': await authority.issue({}, { typ: 'JWT' }),
        'no typ': await authority.issue({}, { typ: undefined }),
      });
    });
  },

  'B12.7': (target) =>
    onBothAdapters(target, async (api) => {
      const { access_token: token } = await obtainTokens(target, target.client('CONF'));
      const inQuery = await raw(api, `/orders?access_token=${token}`);
      expect(inQuery.status).toBe(401);
      expect(inQuery.headers['www-authenticate']).not.toContain('error');
      const header = ['Authorization', `Bearer ${token}`];
      expect([400, 401]).toContain((await raw(api, '/orders', { headers: [...header, ...header] })).status);
      const joined = ['Authorization', `Bearer ${token}, Bearer ${token}`];
      expect([400, 401]).toContain((await raw(api, '/orders', { headers: joined })).status);
      const body = await raw(api, '/orders', {
        method: 'POST',
        headers: [...header, 'Content-Type', 'application/x-www-form-urlencoded'],
        body: `access_token=${token}`,
      });
      expect(body.status).toBe(400);
      for (const spelled of [
        'Bearer',
        'Bearer ',
        `Bearer "${token}"`,
        `Bearer  ${token} x`,
        `Token ${token}`,
      ]) {
        expect([400, 401]).toContain(
          (await raw(api, '/orders', { headers: ['Authorization', spelled] })).status,
        );
      }
    }),

  'B12.8': (target) =>
    onBothAdapters(target, async (api) => {
      const paths = [
        ...[
          '/orders',
          '/orders/',
          '//orders',
          '/ORDERS',
          '/Orders',
          '/./orders',
          '/x/../orders',
          '/orders/.',
        ],
        ...[
          '/%6frders',
          '/%6Frders',
          '/orders%2f',
          '/orders%2f..',
          '/orders;a',
          '/orders;a=b',
          '/orders%00',
          '/orders%20',
        ],
        ...[
          '/orders?',
          '/orders?x',
          '/orders#x',
          '/orders/%2e',
          '/orders.json',
          '/orders\\',
          '/forgotten',
          '/forgotten/',
        ],
        ...['//forgotten', '/FORGOTTEN', '/%66orgotten', '/count/../orders', '/orders/count/../../forgotten'],
      ];
      const overrides = ['X-HTTP-Method-Override', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL'];
      for (const path of paths) {
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH']) {
          const answer = await raw(api, path, { method });
          // Closed, or nothing there. What OPTIONS tells are methods, never content.
          const open = method === 'OPTIONS' ? [200, 204, 400, 401, 403, 404] : [400, 401, 403, 404];
          expect([method, path, open.includes(answer.status)]).toEqual([method, path, true]);
          expect(answer.body).not.toMatch(/secret|"subject"|gone/);
        }
      }
      for (const name of overrides) {
        for (const value of ['GET', 'OPTIONS', '/orders/count', '/']) {
          const answer = await raw(api, '/orders', { headers: [name, value] });
          expect([name, value, answer.status]).toEqual([name, value, 401]);
        }
      }
    }),

  'B12.9': (target) =>
    onBothAdapters(target, async (api) => {
      const { access_token: token } = await obtainTokens(target, target.client('CONF'));
      for (const method of ['GET', 'DELETE']) {
        for (const headers of [[], ['Authorization', `Bearer ${token}`]]) {
          const answer = await raw(api, '/forgotten', { method, headers });
          expect([401, 403]).toContain(answer.status);
          expect(answer.body).not.toMatch(/secret|gone/);
        }
      }
      // What is meant to be open is.
      expect((await raw(api, '/orders/count')).status).toBe(200);
    }),

  'B12.10': async () => {
    const options: Partial<BearerOptions> = {
      mode: 'introspect',
      introspect: API_CLIENT,
      timeoutSeconds: 1,
    };
    await withStandIn(async (api, authority) => {
      authority.active.set('opaque', authority.claims());
      expect((await ask(api, 'opaque')).status).toBe(200);
      for (const mood of ['fail', 'hang'] as const) {
        authority.mood = mood;
        const answer = await ask(api, 'opaque');
        expect(answer.status).toBe(503);
        expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      }
      authority.mood = 'answer';
      expect((await ask(api, 'opaque')).status).toBe(200);
    }, options);
    await withStandIn(
      async (api, authority) => {
        // Starts all the same, and says that it cannot tell.
        expect((await ask(api, await authority.issue())).status).toBe(503);
        authority.mood = 'answer';
        const token = await authority.issue();
        expect(
          (
            await eventually(
              () => ask(api, token),
              ({ status }) => status === 200,
            )
          ).status,
        ).toBe(200);
        authority.mood = 'fail';
        expect((await ask(api, await authority.issue())).status).toBe(200);
      },
      { timeoutSeconds: 1 },
      'fail',
    );
  },

  'B12.11': () =>
    withStandIn(
      async (api, authority) => {
        const [first] = authority.keys;
        expect((await ask(api, await authority.issue())).status).toBe(200);
        const next = await signingKey('next', 'ES256');
        authority.keys.push(next);
        const seen = await eventually(
          async () => ask(api, await authority.issue({}, {}, next)),
          ({ status }) => status === 200,
          3,
        );
        expect(seen.status).toBe(200);
        authority.keys = [next];
        const gone = await eventually(
          async () => ask(api, await authority.issue({}, {}, first)),
          ({ status }) => status === 401,
          15,
        );
        expect(gone.status).toBe(401);
        expect((await ask(api, await authority.issue({}, {}, next))).status).toBe(200);
      },
      { jwksCacheSeconds: 10 },
    ),

  'B12.12': async (target) => {
    const api = target.client('RS-A');
    const introspect = { clientId: api.client_id, clientSecret: api.client_secret! };
    await onBothAdapters(
      target,
      async (guarded) => {
        const client = target.client('POST');
        const tokens = await obtainTokens(target, client);
        expect((await ask(guarded, tokens.access_token)).status).toBe(200);
        await post(target, 'revoke', client, { token: tokens.access_token });
        expect((await ask(guarded, tokens.access_token)).status).toBe(401);
      },
      { mode: 'introspect', introspect },
    );
  },

  'B12.13': (target) =>
    onBothAdapters(target, async (api) => {
      const [key, other] = [await DpopKey.create(), await DpopKey.create()];
      const { access_token: token } = await boundTokens(target, target.client('PUB'), key);
      const ath = athOf(token);
      // The address that clients know the API by.
      const url = `${new URL(target.client('PUB').resources[0]!).origin}/orders`;
      const answers = {
        'as Bearer': await raw(api, '/orders', { headers: ['Authorization', `Bearer ${token}`] }),
        'without a proof': await raw(api, '/orders', { headers: ['Authorization', `DPoP ${token}`] }),
        'with the proof of another key': await proven(api, token, await other.prove('GET', url, { ath })),
        'with a proof for another address': await proven(
          api,
          token,
          await key.prove('GET', `${url}/x`, { ath }),
        ),
        'with a proof for another token': await proven(
          api,
          token,
          await key.prove('GET', url, { ath: athOf('x') }),
        ),
        'as Bearer with a proof': await raw(api, '/orders', {
          headers: ['Authorization', `Bearer ${token}`, 'DPoP', await key.prove('GET', url, { ath })],
        }),
      };
      for (const [how, { status }] of Object.entries(answers)) expect([how, status]).toEqual([how, 401]);
      const proof = await key.prove('GET', url, { ath });
      expect((await proven(api, token, proof)).status).toBe(200);
      expect((await proven(api, token, proof)).status).toBe(401);
    }),
};

function proven(api: Api, token: string, proof: string): ReturnType<typeof raw> {
  return raw(api, '/orders', { headers: ['Authorization', `DPoP ${token}`, 'DPoP', proof] });
}

function ask(api: Api, token: string): ReturnType<typeof raw> {
  return raw(api, '/orders', { headers: ['Authorization', `Bearer ${token}`] });
}

/** 401 with the one reason for all of them, and nothing of the resource. */
async function expectRefused(api: Api, tokens: Readonly<Record<string, string>>): Promise<void> {
  for (const [what, token] of Object.entries(tokens)) {
    const answer = await ask(api, token);
    expect([what, answer.status]).toEqual([what, 401]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*error="invalid_token"/);
    expect(answer.body).not.toContain('"subject"');
  }
}

/** Header values cannot hold everything. */
function isSendable(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && value === value.trim();
}

/** The API of RS-A, guarded by the server under attack. */
async function onBothAdapters(
  target: Target,
  use: (api: Api) => Promise<void>,
  more: Partial<BearerOptions & BearerExtras> = {},
): Promise<void> {
  expect(API_SCOPE).toBe('orders:read');
  const [audience] = target.client('RS-A').resources;
  for (const adapter of ADAPTERS) {
    const options = { issuer: target.issuer, audience: audience!, ...more };
    const api = await ordersApi(options, undefined, adapter);
    try {
      await use(api);
    } finally {
      await api.app.close();
    }
  }
}

/** The same API, guarded by a server whose keys and moods are ours. */
async function withStandIn(
  use: (api: Api, authority: StandInAuthority) => Promise<void>,
  more: Partial<BearerOptions> = {},
  mood: StandInAuthority['mood'] = 'answer',
): Promise<void> {
  for (const adapter of ADAPTERS) {
    const authority = await StandInAuthority.start();
    authority.mood = mood;
    const options = { issuer: authority.issuer, audience: AUDIENCE, ...more };
    const api = await ordersApi(options, undefined, adapter);
    try {
      await use(api, authority);
    } finally {
      await api.app.close();
      await authority.stop();
    }
  }
}
