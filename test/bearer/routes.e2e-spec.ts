import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, Req, type Type } from '@nestjs/common';
import { APP_GUARD, ExternalContextCreator, NestFactory } from '@nestjs/core';
import { PassportModule, PassportStrategy } from '@nestjs/passport';
import {
  AccessToken,
  Bearer,
  BearerGuard,
  BearerModule,
  OutgoingHttp,
  Public,
  ResolvedBearerOptions,
  Token,
  TokenVerifier,
} from '@portcullis/bearer';
import passport from 'passport';
import { Strategy as HttpBearerStrategy } from 'passport-http-bearer';
import {
  ADAPTERS,
  AnyTokenController,
  type Api,
  fastestOfThree,
  get,
  listening as listeningOn,
  offered,
  ordersApi as ordersApiOn,
  OrdersController,
  raw,
  seen,
  withApi,
} from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

describe.each([...ADAPTERS, 'lenient fastify'] as const)('on %s', (adapter) => {
  const listening = (module: Type): Promise<Api> => listeningOn(module, adapter);
  const ordersApi = (options: Parameters<typeof ordersApiOn>[0], controllers?: Type[]): Promise<Api> =>
    ordersApiOn(options, controllers, adapter);

  let authority: StandInAuthority;
  let api: Api;
  let token: string;

  beforeAll(async () => {
    authority = await StandInAuthority.start();
    api = await ordersApi({ issuer: authority.issuer, audience: AUDIENCE });
    token = await authority.issue();
  });

  afterAll(async () => {
    await api.app.close();
    await authority.stop();
  });

  describe('B12.9 routes without a decorator', () => {
    it.each(['GET', 'DELETE'])('%s is closed, with and without a good token', async (method) => {
      for (const headers of [[], ['authorization', `Bearer ${token}`]]) {
        const answer = await raw(api, '/forgotten', { method, headers });
        expect(answer.status).toBe(403);
        expect(answer.headers['www-authenticate']).toBeUndefined();
        expect(answer.headers['cache-control']).toBe('no-store');
        expect(JSON.parse(answer.body)).toEqual({
          statusCode: 403,
          message: 'This route is closed: it has neither @Bearer() nor @Public().',
        });
      }
    });

    it('@Public() opens a route of a controller under @Bearer()', async () => {
      expect(await (await get(api, '/orders/count')).json()).toEqual({ count: 3 });
    });

    it('@Bearer() protects without the global guard', async () => {
      const options = { issuer: authority.issuer, audience: AUDIENCE, globalGuard: false };
      await withApi(ordersApi(options), async (own) => {
        expect((await get(own, '/orders')).status).toBe(401);
        expect((await get(own, '/orders', token)).status).toBe(200);
        expect((await get(own, '/forgotten')).status).toBe(200);
      });
    });

    it('contexts other than HTTP are refused, for guarded and for undecorated handlers', async () => {
      @Injectable()
      class Resolver {
        @Bearer()
        guarded() {
          return 'guarded';
        }
        forgotten() {
          return 'forgotten';
        }
        @Public()
        open() {
          return 'open';
        }
      }
      @Module({
        imports: [BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE })],
        providers: [Resolver],
      })
      class Resolvers {}
      await withApi(listening(Resolvers), async ({ app }) => {
        const resolver = app.get(Resolver);
        const request = { headers: { authorization: `Bearer ${token}` } };
        // The way @nestjs/graphql and others bind their handlers.
        const call = (name: 'guarded' | 'forgotten' | 'open', type: string): Promise<unknown> =>
          app
            .get(ExternalContextCreator)
            .create(
              resolver,
              resolver[name],
              name,
              undefined,
              undefined,
              undefined,
              undefined,
              undefined,
              type,
            )(request);
        for (const type of ['graphql', 'ws', 'rpc']) {
          await expect(call('guarded', type)).rejects.toMatchObject({ status: 403 });
          await expect(call('forgotten', type)).rejects.toMatchObject({ status: 403 });
          await expect(call('open', type)).resolves.toBe('open');
        }
      });
    });

    it('a controller in a module without BearerModule does not start', async () => {
      @Module({ controllers: [OrdersController] })
      class Bare {}
      await expect(listening(Bare)).rejects.toThrow(/BearerAuthenticator/);
    });
  });

  describe('B12.8 other spellings of a path', () => {
    it.each([
      '/orders',
      '/orders/',
      '//orders',
      '/ORDERS',
      '/%6frders',
      '/orders;a=b',
      '/orders%2f..%2fcount',
      '/./orders',
      '/x/../orders',
      '/orders/count/..',
      '/orders?x=/orders/count',
      '/orders#count',
      '/orders%00',
      '/orders%20',
      '/orders.json',
    ])('%s does not get past the guard', async (path) => {
      for (const method of ['GET', 'HEAD', 'POST']) {
        const answer = await raw(api, path, { method });
        expect([401, 404]).toContain(answer.status);
        const scope = method === 'POST' ? 'orders:read orders:write' : 'orders:read';
        if (answer.status === 401) expect(answer.headers['www-authenticate']).toContain(offered({ scope }));
      }
    });

    it.each(['X-HTTP-Method-Override', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL'])(
      '%s changes nothing',
      async (name) => {
        for (const value of ['GET', 'OPTIONS', '/orders/count']) {
          expect((await raw(api, '/orders', { headers: [name, value] })).status).toBe(401);
        }
      },
    );

    it('a method that a header names is not the one that is judged', async () => {
      const headers = ['authorization', `Bearer ${token}`, 'X-HTTP-Method-Override', 'GET'];
      expect((await raw(api, '/orders', { method: 'POST', headers })).status).toBe(403);
    });

    if (adapter === 'lenient fastify') {
      it.each(['/ORDERS', '//orders', '/orders/', '/orders;a=b'])(
        '%s finds the route here, and so the guard',
        async (path) => {
          expect((await raw(api, path)).status).toBe(401);
          const headers = ['authorization', `Bearer ${token}`];
          expect((await raw(api, path, { headers })).status).toBe(200);
        },
      );
    }

    it('OPTIONS tells the methods at most, never content', async () => {
      const answer = await raw(api, '/orders', { method: 'OPTIONS' });
      expect(answer.body).not.toContain('alice');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });
  });

  describe('several modules in one process', () => {
    const OPAQUE = 'opaque';

    @Controller('introspected')
    @Bearer('orders:read')
    class IntrospectedController {
      @Get()
      read(@Token() token: AccessToken) {
        return seen(token);
      }
    }

    it('each keeps its own rules; a module of its own goes before the global one', async () => {
      const common = { issuer: authority.issuer, audience: AUDIENCE };
      @Module({
        imports: [BearerModule.forRoot({ ...common, mode: 'introspect', introspect: API_CLIENT })],
        controllers: [IntrospectedController],
      })
      class IntrospectedModule {}
      @Module({ controllers: [OrdersController] })
      class JwtModule {}
      @Module({
        imports: [
          BearerModule.forRootAsync({ useFactory: async () => common, isGlobal: true }),
          JwtModule,
          IntrospectedModule,
        ],
      })
      class TwoModes {}
      authority.active.set(OPAQUE, authority.claims({ sub: 'bob' }));

      await withApi(listening(TwoModes), async (own) => {
        expect((await get(own, '/orders', token)).status).toBe(200);
        expect((await get(own, '/orders', OPAQUE)).status).toBe(401);
        expect(await (await get(own, '/introspected', OPAQUE)).json()).toMatchObject({ subject: 'bob' });
        expect((await get(own, '/introspected', token)).status).toBe(401);
      });
    });

    it("a guard of one module does not take the word of another's", async () => {
      const common = { issuer: authority.issuer, audience: AUDIENCE };
      @Module({
        imports: [BearerModule.forRoot({ ...common, mode: 'introspect', introspect: API_CLIENT })],
        controllers: [IntrospectedController],
      })
      class IntrospectedModule {}
      @Module({
        imports: [BearerModule.forRoot(common), IntrospectedModule],
        providers: [{ provide: APP_GUARD, useClass: BearerGuard }],
      })
      class GuardedTwice {}
      await withApi(listening(GuardedTwice), async (own) => {
        const both = await authority.issue();
        expect((await get(own, '/introspected', both)).status).toBe(401);
        authority.active.set(both, authority.claims());
        expect((await get(own, '/introspected', both)).status).toBe(200);
      });
    });

    it("a host's own Passport strategies and defaults are left alone and change nothing", async () => {
      @Injectable()
      class HostStrategy extends PassportStrategy(HttpBearerStrategy) {
        validate() {
          return { name: 'anybody' };
        }
      }
      @Module({
        imports: [
          PassportModule.register({ defaultStrategy: 'bearer' }),
          BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE }),
        ],
        controllers: [OrdersController],
        providers: [HostStrategy],
      })
      class Host {}
      await withApi(listening(Host), async (own) => {
        expect((await get(own, '/orders', 'anything')).status).toBe(401);
        expect((await get(own, '/orders', token)).status).toBe(200);
      });
      passport.unuse('bearer');
    });

    it('leaves nothing behind in Passport when it closes', async () => {
      const registered = () =>
        Object.keys((passport as unknown as { _strategies: object })._strategies).filter((name) =>
          name.startsWith('portcullis-bearer-'),
        ).length;
      const before = registered();
      await withApi(ordersApi({ issuer: authority.issuer, audience: AUDIENCE }), async () => {
        expect(registered()).toBe(before + 1);
      });
      expect(registered()).toBe(before);
    });

    it('two hundred requests at once each see their own subject', async () => {
      const subjects = Array.from({ length: 200 }, (_, index) => `user-${index}`);
      const tokens = await Promise.all(subjects.map((sub) => authority.issue({ sub })));
      for (let round = 0; round < 2; round += 1) {
        const answers = await Promise.all(tokens.map(async (own) => (await get(api, '/any', own)).json()));
        expect(answers.map((answer) => (answer as { subject: string }).subject)).toEqual(subjects);
      }
    });
  });

  describe('ports', () => {
    it('a verifier that fails unexpectedly is 503, not a way in', async () => {
      @Injectable()
      class BrokenVerifier extends TokenVerifier {
        override verify(): Promise<AccessToken> {
          throw new TypeError('cannot read properties of undefined');
        }
      }
      const options = { issuer: authority.issuer, audience: AUDIENCE, verifier: BrokenVerifier };
      await withApi(ordersApi(options), async (own) => {
        const response = await get(own, '/orders', token);
        expect(response.status).toBe(503);
        expect(await response.text()).not.toContain('undefined');
      });
    });

    it('a verifier that knows nobody lets nobody in', async () => {
      @Injectable()
      class EmptyVerifier extends TokenVerifier {
        override async verify(): Promise<AccessToken> {
          return undefined as never;
        }
      }
      const options = { issuer: authority.issuer, audience: AUDIENCE, verifier: EmptyVerifier };
      await withApi(ordersApi(options), async (own) => {
        expect((await get(own, '/any', token)).status).toBe(401);
      });
    });

    it('outgoing HTTP and the verifier come from the host, with its own dependencies', async () => {
      const asked: string[] = [];
      @Injectable()
      class CannedHttp extends OutgoingHttp {
        constructor(private readonly options: ResolvedBearerOptions) {
          super();
        }
        override async send(url: string): Promise<Response> {
          asked.push(url);
          const keys = authority.keys.map((key) => key.jwk);
          return Response.json(
            url.endsWith('/jwks')
              ? { keys }
              : { issuer: this.options.issuer, jwks_uri: `${this.options.issuer}/jwks` },
          );
        }
      }
      const issuer = 'https://sso.example.com/tenant';
      await withApi(ordersApi({ issuer, audience: AUDIENCE, http: CannedHttp }), async (own) => {
        expect((await get(own, '/orders', await authority.issue({ iss: issuer }))).status).toBe(200);
      });
      expect(asked).toEqual([
        'https://sso.example.com/.well-known/oauth-authorization-server/tenant',
        `${issuer}/jwks`,
      ]);
    });
  });

  describe('decorators', () => {
    @Controller('base')
    @Bearer('orders:read')
    class BaseController {
      @Get()
      read(@Req() request: { user: AccessToken }) {
        return { same: request.user instanceof AccessToken, client: request.user.isClientToken };
      }

      @Get('open')
      @Public()
      open(@Token() token: AccessToken) {
        return token;
      }
    }

    @Controller('derived')
    @Bearer('orders:audit')
    class DerivedController extends BaseController {}

    const start = (...controllers: Type[]) =>
      ordersApi({ issuer: authority.issuer, audience: AUDIENCE }, [...controllers, AnyTokenController]);

    it('a derived controller asks for its own scopes and those of its base', async () => {
      await withApi(start(BaseController, DerivedController), async (own) => {
        expect((await get(own, '/base', token)).status).toBe(200);
        expect((await get(own, '/derived', token)).status).toBe(403);
        const both = await authority.issue({ scope: 'orders:read orders:audit' });
        expect((await get(own, '/derived', both)).status).toBe(200);
      });
    });

    it("request.user is the token, and a client's own token says so", async () => {
      await withApi(start(BaseController), async (own) => {
        expect(await (await get(own, '/base', token)).json()).toEqual({ same: true, client: false });
        const machine = await authority.issue({ sub: 'robot', client_id: 'robot' });
        expect(await (await get(own, '/base', machine)).json()).toEqual({ same: true, client: true });
      });
    });

    it('@Token() on an open route is an error of the developer, answered with 500 and no detail', async () => {
      await withApi(start(BaseController), async (own) => {
        const response = await get(own, '/base/open', token);
        expect(response.status).toBe(500);
        expect(await response.text()).not.toContain('@Token');
      });
    });

    it('@Bearer() without scopes takes any valid token, and no other', async () => {
      expect((await get(api, '/any', await authority.issue({ scope: undefined }))).status).toBe(200);
      expect((await get(api, '/any', 'other')).status).toBe(401);
    });

    it('contradictions and wrong scopes stop the start', () => {
      const contradiction = () => {
        class Both {
          @Public()
          @Bearer()
          read() {}
        }
        return Both;
      };
      expect(contradiction).toThrow(/both @Public\(\) and @Bearer\(\)/);
      expect(() => Bearer('a b')).toThrow(/not one scope/);
      expect(() => Bearer('')).toThrow(/not one scope/);
      expect(() => Bearer('a"b')).toThrow(/not one scope/);
    });
  });

  it('B12.6 a 64 KB token is 401 within 50 ms where Node lets it through', async () => {
    const instance = api.app.getHttpAdapter().getInstance();
    const listener = adapter === 'express' ? instance : instance.routing.bind(instance);
    const server = createServer({ maxHeaderSize: 256 * 1024 }, listener);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    server.unref();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = ['authorization', `Bearer ${'a'.repeat(65_536)}`];
    const fastest = await fastestOfThree(async () => {
      const answer = await raw({ app: api.app, url }, '/orders', { headers });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_token' });
    });
    server.closeAllConnections();
    server.close();
    expect(fastest).toBeLessThan(50);
  });

  describe('start-up', () => {
    it('an application without HTTP starts', async () => {
      @Module({ imports: [BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE })] })
      class Commands {}
      const context = await NestFactory.createApplicationContext(Commands, { logger: false });
      expect(context.get(TokenVerifier, { strict: false })).toBeInstanceOf(TokenVerifier);
      await context.close();
    });

    it('a wrong option stops the start and says what to write', async () => {
      @Module({
        imports: [
          BearerModule.forRootAsync({
            useFactory: () => ({ issuer: 'http://sso.example.com', audience: '' }),
          }),
        ],
      })
      class Wrong {}
      await expect(NestFactory.create(Wrong, { logger: false, abortOnError: false })).rejects.toThrow(
        /issuer "http:\/\/sso\.example\.com" is not an https URL[^]*audience is missing[^]*for example audience:/,
      );
    });
  });
});
