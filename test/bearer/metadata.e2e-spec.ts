import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { All, Controller, Get, Module, type Type } from '@nestjs/common';
import { Bearer, BearerModule, type BearerExtras, type BearerOptions, Public } from '@portcullis/bearer';
import {
  ADAPTERS,
  type Api,
  get,
  listening,
  OrdersController,
  ordersApi,
  raw,
  withApi,
} from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

const ROOT = '/.well-known/oauth-protected-resource';
const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'];

let authority: StandInAuthority;

beforeAll(async () => {
  authority = await StandInAuthority.start();
});

afterAll(() => authority.stop());

@Controller('mcp')
export class McpController {
  @Get()
  @Bearer('tools:call')
  call() {
    return {};
  }
}

describe.each(ADAPTERS)('on %s', (adapter) => {
  const start = (options: Partial<BearerOptions & BearerExtras> = {}, controllers?: Type[]): Promise<Api> =>
    ordersApi({ issuer: authority.issuer, audience: AUDIENCE, ...options }, controllers, adapter);

  const read = async (api: Api, path = ROOT, host?: string): Promise<Record<string, unknown>> => {
    const answer = await raw(api, path, { headers: host === undefined ? [] : ['host', host] });
    expect(answer.status).toBe(200);
    return JSON.parse(answer.body) as Record<string, unknown>;
  };

  it('the document says what a client needs to get a token', async () => {
    await withApi(start(), async (api) => {
      const answer = await raw(api, ROOT);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual({
        resource: AUDIENCE,
        authorization_servers: [authority.issuer],
        scopes_supported: ['orders:read', 'orders:write'],
        bearer_methods_supported: ['header'],
        dpop_signing_alg_values_supported: ALGORITHMS,
        dpop_bound_access_tokens_required: false,
      });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.headers['cache-control']).toBe('public, max-age=300');
      expect(answer.headers['access-control-allow-origin']).toBe('*');
    });
  });

  it('HEAD and the preflight of a browser are answered, other methods are not', async () => {
    await withApi(start(), async (api) => {
      const head = await raw(api, ROOT, { method: 'HEAD' });
      expect({ status: head.status, body: head.body }).toEqual({ status: 200, body: '' });
      const preflight = await raw(api, ROOT, {
        method: 'OPTIONS',
        headers: [
          'origin',
          'https://app.example',
          'access-control-request-method',
          'GET',
          'access-control-request-headers',
          'mcp-protocol-version',
        ],
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': '*',
      });
      expect((await raw(api, ROOT, { method: 'POST' })).status).toBe(404);
    });
  });

  it('options describe the API, and demands of DPoP are told', async () => {
    const options = {
      resourceMetadata: {
        name: 'Orders',
        documentation: 'https://docs.example.com/orders',
        policyUri: 'https://docs.example.com/policy',
        tosUri: 'https://docs.example.com/terms',
        scopes: ['orders:admin', 'orders:read'],
      },
      dpop: { required: true, algorithms: ['ES256'] },
    };
    await withApi(start(options), async (api) => {
      expect(await read(api)).toEqual({
        resource: AUDIENCE,
        authorization_servers: [authority.issuer],
        scopes_supported: ['orders:admin', 'orders:read', 'orders:write'],
        bearer_methods_supported: ['header'],
        resource_name: 'Orders',
        resource_documentation: 'https://docs.example.com/orders',
        resource_policy_uri: 'https://docs.example.com/policy',
        resource_tos_uri: 'https://docs.example.com/terms',
        dpop_signing_alg_values_supported: ['ES256'],
        dpop_bound_access_tokens_required: true,
      });
    });
  });

  it('without DPoP and without scopes those members are absent', async () => {
    @Controller('bare')
    class BareController {
      @Get()
      @Bearer()
      read() {
        return {};
      }
    }
    await withApi(start({ dpop: false }, [BareController]), async (api) => {
      expect(await read(api)).toEqual({
        resource: AUDIENCE,
        authorization_servers: [authority.issuer],
        bearer_methods_supported: ['header'],
        dpop_bound_access_tokens_required: false,
      });
    });
  });

  it('a resource with a path has its document at the path form and at the root form', async () => {
    const resource = 'https://api.example.com/mcp';
    await withApi(start({ audience: resource }, [McpController]), async (api) => {
      for (const path of [ROOT, `${ROOT}/mcp`]) {
        expect(await read(api, path)).toMatchObject({ resource, scopes_supported: ['tools:call'] });
      }
      expect((await raw(api, `${ROOT}/other`)).status).toBe(404);
      const refused = await raw(api, '/mcp');
      expect(refused.headers['www-authenticate']).toContain(
        'resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/mcp"',
      );
      // The document of the challenge is the one that is served there.
      const [, url] = /resource_metadata="([^"]+)"/.exec(refused.headers['www-authenticate']!)!;
      expect(await read(api, new URL(url!).pathname)).toMatchObject({ resource });
    });
  });

  it('lies at the root of the host, past a global prefix', async () => {
    @Module({
      imports: [BearerModule.forRoot({ issuer: authority.issuer, audience: AUDIENCE })],
      controllers: [OrdersController],
    })
    class Prefixed {}
    await withApi(
      listening(Prefixed, adapter, (app) => app.setGlobalPrefix('api')),
      async (api) => {
        expect(await read(api)).toMatchObject({ resource: AUDIENCE });
        expect((await raw(api, `/api${ROOT}`)).status).toBe(404);
      },
    );
  });

  it('goes before a controller that answers every address', async () => {
    @Controller()
    @Public()
    class ShellController {
      @All(adapter === 'express' ? '*path' : '*')
      shell() {
        return '<html>';
      }
    }
    await withApi(start({}, [ShellController]), async (api) => {
      expect(await read(api)).toMatchObject({ resource: AUDIENCE });
      expect((await raw(api, '/anything')).body).toBe('<html>');
    });
  });

  describe('several resources', () => {
    const audience = ['https://orders.example.com', 'https://api.example.com/orders', 'orders'];

    it('a token for any one of them passes', async () => {
      await withApi(start({ audience }), async (api) => {
        for (const aud of audience) {
          expect((await get(api, '/orders', await authority.issue({ aud }))).status).toBe(200);
        }
        const other = await authority.issue({ aud: 'https://api.example.com' });
        expect((await get(api, '/orders', other)).status).toBe(401);
      });
    });

    it('the request chooses among their documents, and can name no other', async () => {
      await withApi(start({ audience }), async (api) => {
        expect(await read(api, ROOT, 'orders.example.com')).toMatchObject({ resource: audience[0] });
        expect(await read(api, ROOT, 'API.example.com')).toMatchObject({ resource: audience[1] });
        expect(await read(api, `${ROOT}/orders`, 'api.example.com')).toMatchObject({ resource: audience[1] });
        expect(await read(api, ROOT, 'evil.example')).toMatchObject({ resource: audience[0] });
        const challenge = async (host: string) =>
          /resource_metadata="([^"]+)"/.exec(
            (await raw(api, '/orders', { headers: ['host', host] })).headers['www-authenticate']!,
          )![1];
        expect(await challenge('orders.example.com')).toBe(`https://orders.example.com${ROOT}`);
        expect(await challenge('api.example.com')).toBe(`https://api.example.com${ROOT}/orders`);
        // Where nothing of ours is named, the path decides.
        expect(await challenge('evil.example')).toBe(`https://api.example.com${ROOT}/orders`);
      });
    });

    it('of two on one host the path decides', async () => {
      const both = ['https://api.example.com/mcp', 'https://api.example.com/orders'];
      await withApi(start({ audience: both }, [McpController, OrdersController]), async (api) => {
        for (const path of ['mcp', 'orders']) {
          const answer = await raw(api, `/${path}?x=1`, { headers: ['host', 'api.example.com'] });
          expect(answer.headers['www-authenticate']).toContain(
            `resource_metadata="https://api.example.com${ROOT}/${path}"`,
          );
          expect(await read(api, `${ROOT}/${path}`)).toMatchObject({
            resource: `https://api.example.com/${path}`,
          });
        }
      });
    });

    it('modules of one application each have their own, with their own scopes', async () => {
      const module = (
        audience: string,
        controller: Type,
        options: Partial<BearerOptions & BearerExtras> = {},
      ) => {
        @Module({
          imports: [BearerModule.forRoot({ issuer: authority.issuer, audience, ...options })],
          controllers: [controller],
        })
        class Own {}
        return Own;
      };
      @Module({
        imports: [
          module('https://api.example.com/mcp', McpController),
          module('https://api.example.com', OrdersController, { dpop: false }),
        ],
      })
      class Both {}
      await withApi(listening(Both, adapter), async (api) => {
        expect(await read(api, `${ROOT}/mcp`)).toMatchObject({ scopes_supported: ['tools:call'] });
        // Both have the root form; the one whose own it is goes first.
        const root = await read(api);
        expect(root).toMatchObject({
          resource: 'https://api.example.com',
          scopes_supported: ['orders:read', 'orders:write'],
        });
        expect(root).not.toHaveProperty('dpop_signing_alg_values_supported');
        for (const [path, metadata] of [
          ['/mcp', `https://api.example.com${ROOT}/mcp`],
          ['/orders', `https://api.example.com${ROOT}`],
        ] as const) {
          expect((await raw(api, path)).headers['www-authenticate']).toContain(`"${metadata}"`);
        }
      });
    });

    it('modules that guard one resource have one document between them', async () => {
      const options = { issuer: authority.issuer, audience: AUDIENCE };
      @Module({
        imports: [
          BearerModule.forRoot({
            ...options,
            mode: 'introspect',
            introspect: API_CLIENT,
            dpop: { required: true },
            resourceMetadata: { name: 'Orders' },
          }),
        ],
        controllers: [McpController],
      })
      class Introspected {}
      @Module({ imports: [BearerModule.forRoot(options), Introspected], controllers: [OrdersController] })
      class One {}
      await withApi(listening(One, adapter), async (api) => {
        expect(await read(api)).toEqual({
          resource: AUDIENCE,
          authorization_servers: [authority.issuer],
          scopes_supported: ['orders:read', 'orders:write', 'tools:call'],
          bearer_methods_supported: ['header'],
          resource_name: 'Orders',
          dpop_signing_alg_values_supported: ALGORITHMS,
          dpop_bound_access_tokens_required: false,
        });
      });
    });

    it('controllers of a global module are counted as its own', async () => {
      @Module({ controllers: [OrdersController] })
      class Orders {}
      @Module({
        imports: [
          BearerModule.forRootAsync({
            useFactory: async () => ({ issuer: authority.issuer, audience: AUDIENCE }),
            isGlobal: true,
          }),
          Orders,
        ],
      })
      class App {}
      await withApi(listening(App, adapter), async (api) => {
        expect(await read(api)).toMatchObject({ scopes_supported: ['orders:read', 'orders:write'] });
      });
    });
  });

  it.each<[string, Partial<BearerOptions>]>([
    ['switched off', { resourceMetadata: false }],
    ['an API whose audience is no URL', { audience: 'orders' }],
  ])('%s: none is served and none is announced', async (_, options) => {
    await withApi(start(options), async (api) => {
      expect((await raw(api, ROOT)).status).toBe(404);
      const { headers } = await raw(api, '/orders');
      expect(headers['www-authenticate']).not.toContain('resource_metadata');
    });
  });
});
