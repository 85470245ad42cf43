import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, HttpCode, Injectable, Module, Post, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  AccessToken,
  Bearer,
  type BearerExtras,
  BearerGuard,
  BearerModule,
  type BearerOptions,
  ReplayStore,
  Token,
} from '@portcullis/bearer';
import express from 'express';
import { base64url } from 'jose';
import { DpopClient } from './dpop-client.js';
import {
  ADAPTERS,
  type Api,
  challenged,
  get,
  listening,
  offered,
  ordersApi,
  raw,
  type RawAnswer,
  withApi,
} from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

const URL_OF_ORDERS = `${AUDIENCE}/orders`;
const NOT_VALID =
  'error="invalid_token", error_description="The access token is not valid for this resource."';
const BAD_PROOF =
  'error="invalid_dpop_proof", error_description="The DPoP proof is missing or not valid for this request."';
const scope = 'orders:read';

let authority: StandInAuthority;
let client: DpopClient;
let thief: DpopClient;

beforeAll(async () => {
  authority = await StandInAuthority.start();
  client = await DpopClient.create();
  thief = await DpopClient.create();
});

afterAll(() => authority.stop());

/** Used proofs of several processes, in what stands for their database. */
const table = new Set<string>();

@Injectable()
class SharedReplays extends ReplayStore {
  override async claim(key: Buffer): Promise<boolean> {
    const text = key.toString('hex');
    if (table.has(text)) return false;
    table.add(text);
    return true;
  }
}

const bound = (jkt = client.jkt): Promise<string> => authority.issue({ cnf: { jkt } });

function send(
  api: Api,
  token: string,
  proofs: string[],
  path = '/orders',
  method = 'GET',
): Promise<RawAnswer> {
  const headers = ['authorization', `DPoP ${token}`, ...proofs.flatMap((proof) => ['DPoP', proof])];
  return raw(api, path, { method, headers });
}

describe.each(ADAPTERS)('on %s', (adapter) => {
  const start = (options: Partial<BearerOptions & BearerExtras> = {}, controllers?: Type[]): Promise<Api> =>
    ordersApi({ issuer: authority.issuer, audience: AUDIENCE, ...options }, controllers, adapter);

  let api: Api;

  beforeAll(async () => {
    api = await start();
  });

  afterAll(() => api.app.close());

  describe('a bound token with its proof', () => {
    it('reaches the route', async () => {
      const token = await bound();
      const answer = await send(api, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual({ subject: 'alice', client: 'web', scopes: [scope] });
      expect(answer.headers['dpop-nonce']).toBeUndefined();
    });

    it.each([
      ['query and fragment in htu', '/orders', `${URL_OF_ORDERS}?a=1#b`],
      ['a query in the request', '/orders?page=2', URL_OF_ORDERS],
      ['scheme and host in another case', '/orders', 'HTTPS://Orders.Example.COM/orders'],
      ['the default port', '/orders', 'https://orders.example.com:443/orders'],
      ['percent-encoded letters', '/orders', 'https://orders.example.com/%6frders'],
    ])('with %s reaches it too', async (_, path, htu) => {
      const token = await bound();
      expect((await send(api, token, [await client.proof('GET', htu, token)], path)).status).toBe(200);
    });

    it('is taken with any case of the scheme, and for HEAD with a proof for HEAD', async () => {
      const token = await bound();
      const headers = [
        'authorization',
        `dpop ${token}`,
        'dpop',
        await client.proof('GET', URL_OF_ORDERS, token),
      ];
      expect((await raw(api, '/orders', { headers })).status).toBe(200);
      const head = await client.proof('HEAD', URL_OF_ORDERS, token);
      expect((await send(api, token, [head], '/orders', 'HEAD')).status).toBe(200);
      const other = await client.proof('GET', URL_OF_ORDERS, token);
      expect((await send(api, token, [other], '/orders', 'HEAD')).status).toBe(401);
    });

    it('without the scope is 403 under its own scheme', async () => {
      const token = await authority.issue({ cnf: { jkt: client.jkt }, scope: 'profile' });
      const answer = await send(api, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
      expect(answer.status).toBe(403);
      const failure =
        'error="insufficient_scope", error_description="The access token lacks the scope: orders:read."';
      expect(answer.headers['www-authenticate']).toBe(challenged('DPoP', { failure, scope }));
    });

    it('that has expired is invalid_token under its own scheme', async () => {
      const token = await authority.issue({ cnf: { jkt: client.jkt }, exp: 1 });
      const answer = await send(api, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
      expect(answer.status).toBe(401);
      const failure = 'error="invalid_token", error_description="The access token has expired."';
      expect(answer.headers['www-authenticate']).toBe(
        `${challenged('Bearer', { scope })}, ${challenged('DPoP', { failure, scope })}`,
      );
    });

    it('twice in one header is 400', async () => {
      const token = await bound();
      const answer = await raw(api, '/orders', { headers: ['authorization', `DPoP ${token} ${token}`] });
      expect(answer.status).toBe(400);
      expect(answer.headers['www-authenticate']).toMatch(
        /^DPoP error="invalid_request", error_description="The Authorization header is not 'DPoP' and one token\."/,
      );
    });
  });

  describe('B9.6 a proof that breaks a rule is 401 invalid_dpop_proof', () => {
    const now = (): number => Math.floor(Date.now() / 1000);
    const changed = (changes: object) => async (token: string) => [
      await client.proof('GET', URL_OF_ORDERS, token, changes),
    ];
    const claim = (claims: Record<string, unknown>) => changed({ claims });
    const header = (values: Record<string, unknown>) => changed({ header: values });
    const secret = new Uint8Array(32).fill(1);

    it.each<[string, (token: string) => Promise<string[]>]>([
      ['no proof', async () => []],
      [
        'two headers',
        async (token) => [
          await client.proof('GET', URL_OF_ORDERS, token),
          await client.proof('GET', URL_OF_ORDERS, token),
        ],
      ],
      ['no JWT', async () => ['proof']],
      ['an empty header', async () => ['']],
      ['no jti', claim({ jti: undefined })],
      ['no htm', claim({ htm: undefined })],
      ['no htu', claim({ htu: undefined })],
      ['no iat', claim({ iat: undefined })],
      ['no ath', claim({ ath: undefined })],
      ['another typ', header({ typ: 'JWT' })],
      [
        'alg none',
        async (token) => {
          const [, payload] = (await client.proof('GET', URL_OF_ORDERS, token)).split('.');
          const none = { alg: 'none', typ: 'dpop+jwt', jwk: client.jwk };
          return [`${base64url.encode(JSON.stringify(none))}.${payload}.AA`];
        },
      ],
      [
        'a symmetric alg',
        changed({ header: { alg: 'HS256', jwk: { kty: 'oct', k: base64url.encode(secret) } }, key: secret }),
      ],
      ['an alg that is not allowed', async (token) => (await start384(token)).proofs],
      [
        'a signature of another key',
        async (token) => [await client.proof('GET', URL_OF_ORDERS, token, { key: thief.privateKey })],
      ],
      [
        'a private key in jwk',
        async (token) => [
          await client.proof('GET', URL_OF_ORDERS, token, { header: { jwk: client.privateJwk } }),
        ],
      ],
      ['another htm', claim({ htm: 'POST' })],
      ['the htu of another API', claim({ htu: 'https://other.example.com/orders' })],
      ['the htu of another route', claim({ htu: `${AUDIENCE}/any` })],
      ['iat too far back', claim({ iat: now() - 90 })],
      ['iat too far ahead', claim({ iat: now() + 60 })],
      ["another token's ath", claim({ ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' })],
      ["a thief's own key", async (token) => [await thief.proof('GET', URL_OF_ORDERS, token)]],
    ])('%s', async (_, make) => {
      const token = await bound();
      const answer = await send(api, token, await make(token));
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_dpop_proof' });
      expect(answer.headers['www-authenticate']).toBe(
        `DPoP ${BAD_PROOF}, algs="ES256 RS256 PS256 EdDSA Ed25519"`,
      );
      expect(answer.headers['cache-control']).toBe('no-store');
      // The token was good, and still is.
      expect((await send(api, token, [await client.proof('GET', URL_OF_ORDERS, token)])).status).toBe(200);
    });

    const start384 = async (token: string) => {
      const { generateKeyPair, exportJWK } = await import('jose');
      const { publicKey, privateKey } = await generateKeyPair('ES384');
      const jwk = await exportJWK(publicKey);
      return {
        proofs: [
          await client.proof('GET', URL_OF_ORDERS, token, { header: { alg: 'ES384', jwk }, key: privateKey }),
        ],
      };
    };

    it('Host and X-Forwarded headers do not move the address that it must name', async () => {
      const token = await bound();
      for (const headers of [
        ['host', 'evil.example'],
        ['x-forwarded-host', 'evil.example', 'x-forwarded-proto', 'https'],
        ['forwarded', 'host=evil.example;proto=https'],
      ]) {
        const attempt = async (htu: string) =>
          raw(api, '/orders', {
            headers: [
              ...headers,
              'authorization',
              `DPoP ${token}`,
              'dpop',
              await client.proof('GET', htu, token),
            ],
          });
        expect((await attempt('https://evil.example/orders')).status).toBe(401);
        expect((await attempt(URL_OF_ORDERS)).status).toBe(200);
      }
    });
  });

  describe('B9.7 and B12.13 a bound token cannot be used without its key', () => {
    it('as Bearer it is 401, with and without a proof', async () => {
      const token = await bound();
      for (const proof of [[], ['dpop', await client.proof('GET', URL_OF_ORDERS, token)]]) {
        const answer = await raw(api, '/orders', { headers: ['authorization', `Bearer ${token}`, ...proof] });
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe(offered({ failure: NOT_VALID, scope }));
      }
    });

    it('a token that is bound to no key is 401 under DPoP, and beside a proof', async () => {
      const token = await authority.issue();
      const proof = await client.proof('GET', URL_OF_ORDERS, token);
      const answer = await send(api, token, [proof]);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe(
        `${challenged('Bearer', { scope })}, ${challenged('DPoP', { failure: NOT_VALID, scope })}`,
      );
      const headers = ['authorization', `Bearer ${token}`, 'dpop', proof];
      expect((await raw(api, '/orders', { headers })).status).toBe(401);
      expect((await get(api, '/orders', token)).status).toBe(200);
    });

    it.each([
      ['a certificate', { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' }],
      ['a certificate and a key', (jkt: string) => ({ jkt, 'x5t#S256': 'x' })],
      ['a key by value', { jwk: { kty: 'EC' } }],
      ['nothing', {}],
      ['a thumbprint that is no text', { jkt: 7 }],
      ['a text', 'key'],
    ])('a token bound to %s is 401 either way: that cannot be checked here', async (_, cnf) => {
      const token = await authority.issue({ cnf: typeof cnf === 'function' ? cnf(client.jkt) : cnf });
      const answer = await send(api, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_token' });
      expect((await get(api, '/orders', token)).status).toBe(401);
    });
  });

  describe('B9.7 replay', () => {
    it('a proof is good for one request', async () => {
      const token = await bound();
      const proof = await client.proof('GET', URL_OF_ORDERS, token);
      expect((await send(api, token, [proof])).status).toBe(200);
      const again = await send(api, token, [proof]);
      expect(again.status).toBe(401);
      expect(JSON.parse(again.body)).toMatchObject({ error: 'invalid_dpop_proof' });
    });

    it('of fifty at once one passes, across two instances with one store between them', async () => {
      const token = await bound();
      const proof = await client.proof('GET', URL_OF_ORDERS, token);
      await withApi(start({ replayStore: SharedReplays }), async (one) => {
        await withApi(start({ replayStore: SharedReplays }), async (other) => {
          const answers = await Promise.all(
            Array.from({ length: 50 }, (_, index) => send(index % 2 ? one : other, token, [proof])),
          );
          expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
          expect(answers.filter(({ status }) => status === 401)).toHaveLength(49);
        });
      });
    });

    it('the jti of another client is nobody else’s loss', async () => {
      const claims = { jti: 'the-same' };
      for (const sender of [client, thief]) {
        const token = await bound(sender.jkt);
        const proof = await sender.proof('GET', URL_OF_ORDERS, token, { claims });
        expect((await send(api, token, [proof])).status).toBe(200);
      }
    });

    it('a refused request uses no proof up', async () => {
      const token = await authority.issue({ cnf: { jkt: thief.jkt } });
      const proof = await client.proof('GET', URL_OF_ORDERS, token);
      const before = table.size;
      await withApi(start({ replayStore: SharedReplays }), async (own) => {
        expect((await send(own, token, [proof])).status).toBe(401);
      });
      expect(table.size).toBe(before);
    });

    it('a store that fails is 503, and no proof passes', async () => {
      @Injectable()
      class BrokenReplays extends ReplayStore {
        override claim(): Promise<boolean> {
          throw new Error('connection lost');
        }
      }
      await withApi(start({ replayStore: BrokenReplays }), async (own) => {
        const token = await bound();
        const answer = await send(own, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
        expect(answer.status).toBe(503);
        expect(answer.headers['retry-after']).toBe('5');
        expect(JSON.parse(answer.body)).toMatchObject({ error: 'temporarily_unavailable' });
        expect(answer.body).not.toContain('connection');
        expect((await get(own, '/orders', await authority.issue())).status).toBe(200);
      });
    });

    it('two guards on one route ask once, also those of two modules with one store', async () => {
      @Controller('orders')
      @Bearer(scope)
      class InnerController {
        @Get()
        @Bearer()
        list(@Token() token: AccessToken) {
          return { subject: token.subject, key: token.cnf };
        }
      }
      const options = { issuer: authority.issuer, audience: AUDIENCE, replayStore: SharedReplays };
      @Module({ imports: [BearerModule.forRoot(options)], controllers: [InnerController] })
      class Inner {}
      @Module({
        imports: [BearerModule.forRoot(options), Inner],
        providers: [{ provide: APP_GUARD, useClass: BearerGuard }],
      })
      class Outer {}
      await withApi(listening(Outer, adapter), async (own) => {
        const token = await bound();
        const proof = await client.proof('GET', URL_OF_ORDERS, token);
        const answer = await send(own, token, [proof]);
        expect(JSON.parse(answer.body)).toEqual({ subject: 'alice', key: { jkt: client.jkt } });
        expect((await send(own, token, [proof])).status).toBe(401);
      });
    });
  });

  describe('nonces', () => {
    const nonceKey = 'one secret for all processes of this API';

    it('use_dpop_nonce tells one, with which the next proof passes in every process', async () => {
      const token = await bound();
      await withApi(start({ dpop: { nonceKey } }), async (one) => {
        const refused = await send(one, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
        expect(refused.status).toBe(401);
        expect(JSON.parse(refused.body)).toMatchObject({ error: 'use_dpop_nonce' });
        expect(refused.headers['www-authenticate']).toMatch(/^DPoP error="use_dpop_nonce", .*algs="ES256 /);
        expect(refused.headers['cache-control']).toBe('no-store');
        const nonce = refused.headers['dpop-nonce'];
        await withApi(
          start({ dpop: { nonceKey: ['a newer secret for all processes', nonceKey] } }),
          async (other) => {
            const proof = await client.proof('GET', URL_OF_ORDERS, token, { claims: { nonce } });
            const passed = await send(other, token, [proof]);
            expect(passed.status).toBe(200);
            // The newest one, so that the client need not be refused when this one ends.
            expect(passed.headers['dpop-nonce']).toMatch(/^[\w-]{27}$/);
            expect(passed.headers['dpop-nonce']).not.toBe(nonce);
          },
        );
      });
    });

    it.each(['', 'of somebody else', 7])('%p is none of ours', async (nonce) => {
      const token = await bound();
      await withApi(start({ dpop: { nonceKey } }), async (own) => {
        const proof = await client.proof('GET', URL_OF_ORDERS, token, { claims: { nonce } });
        const answer = await send(own, token, [proof]);
        expect(answer.status).toBe(401);
        expect(answer.headers['dpop-nonce']).toMatch(/^[\w-]{27}$/);
      });
    });

    it('a Bearer token needs none and is told none', async () => {
      await withApi(start({ dpop: { nonceKey } }), async (own) => {
        const response = await get(own, '/orders', await authority.issue());
        expect(response.status).toBe(200);
        expect(response.headers.get('dpop-nonce')).toBeNull();
      });
    });
  });

  describe('switches', () => {
    it('required: only bound tokens pass, and only DPoP is offered', async () => {
      await withApi(start({ dpop: { required: true } }), async (own) => {
        const none = await raw(own, '/orders');
        expect(none.headers['www-authenticate']).toBe(challenged('DPoP', { scope }));
        const plain = await get(own, '/orders', await authority.issue());
        expect(plain.status).toBe(401);
        expect(plain.headers.get('www-authenticate')).toBe(challenged('DPoP', { failure: NOT_VALID, scope }));
        const token = await bound();
        expect((await send(own, token, [await client.proof('GET', URL_OF_ORDERS, token)])).status).toBe(200);
      });
    });

    it.each<[string, Partial<BearerOptions>]>([
      ['switched off', { dpop: false }],
      ['an API without an address', { audience: 'orders' }],
    ])('%s: bound tokens are refused, and DPoP is a scheme like any other', async (_, options) => {
      await withApi(start(options), async (own) => {
        const token = await authority.issue({ cnf: { jkt: client.jkt }, aud: [AUDIENCE, 'orders'] });
        const answer = await send(own, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).not.toContain('DPoP');
        expect(answer.headers['www-authenticate']).not.toContain('error=');
        expect((await get(own, '/orders', token)).status).toBe(401);
      });
    });

    it('algorithms: those and no others', async () => {
      await withApi(start({ dpop: { algorithms: ['EdDSA'] } }), async (own) => {
        const token = await bound();
        const answer = await send(own, token, [await client.proof('GET', URL_OF_ORDERS, token)]);
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe(`DPoP ${BAD_PROOF}, algs="EdDSA"`);
      });
    });

    it('baseUrl: what a proxy cuts off stands in the proof', async () => {
      const baseUrl = ['https://api.example.com/v1', 'https://old.example.com/'];
      await withApi(start({ baseUrl }), async (own) => {
        const token = await bound();
        for (const [htu, status] of [
          ['https://api.example.com/v1/orders', 200],
          ['https://old.example.com/orders', 200],
          ['https://api.example.com/orders', 401],
          [URL_OF_ORDERS, 401],
        ] as const) {
          expect((await send(own, token, [await client.proof('GET', htu, token)])).status).toBe(status);
        }
      });
    });

    it('introspection tells the binding as well', async () => {
      const options = { mode: 'introspect', introspect: API_CLIENT } as const;
      await withApi(start(options), async (own) => {
        for (const token_type of ['DPoP', 'Bearer', undefined]) {
          authority.active.set('opaque', authority.claims({ cnf: { jkt: client.jkt }, token_type }));
          const proof = await client.proof('GET', URL_OF_ORDERS, 'opaque');
          expect((await send(own, 'opaque', [proof])).status).toBe(200);
          expect((await get(own, '/orders', 'opaque')).status).toBe(401);
        }
      });
    });
  });

  it('an address is the whole one, also under a global prefix', async () => {
    @Controller('things')
    class ThingsController {
      @Post(':id')
      @HttpCode(200)
      @Bearer()
      change() {
        return {};
      }
    }
    @Module({
      imports: [BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE })],
      controllers: [ThingsController],
    })
    class Things {}
    await withApi(
      listening(Things, adapter, (app) => app.setGlobalPrefix('v2')),
      async (own) => {
        const token = await bound();
        const proof = await client.proof('POST', `${AUDIENCE}/v2/things/7`, token);
        expect((await send(own, token, [proof], '/v2/things/7', 'POST')).status).toBe(200);
        const short = await client.proof('POST', `${AUDIENCE}/things/7`, token);
        expect((await send(own, token, [short], '/v2/things/7', 'POST')).status).toBe(401);
      },
    );
  });

  // Fastify is no part of another server.
  if (adapter === 'express') {
    it('an address is the whole one, also where the application is mounted in another', async () => {
      const host = express().use('/mounted', api.app.getHttpAdapter().getInstance() as express.Express);
      const server = host.listen(0, '127.0.0.1');
      await once(server, 'listening');
      server.unref();
      const mounted = { ...api, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
      const token = await bound();
      for (const [htu, status] of [
        [`${AUDIENCE}/mounted/orders`, 200],
        [URL_OF_ORDERS, 401],
      ] as const) {
        const answer = await send(mounted, token, [await client.proof('GET', htu, token)], '/mounted/orders');
        expect(answer.status).toBe(status);
      }
      server.closeAllConnections();
      server.close();
    });
  }
});
