import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { type Api, ordersApi } from './orders-api.js';

describe('OpenAPI', () => {
  let api: Api;
  let document: OpenAPIObject;

  beforeAll(async () => {
    api = await ordersApi({ issuer: 'https://sso.example.com', audience: 'https://orders.example.com' });
    document = SwaggerModule.createDocument(api.app, new DocumentBuilder().addBearerAuth().build());
  });

  afterAll(() => api.app.close());

  it('a guarded route names the security scheme and both refusals', () => {
    const { security, responses } = document.paths['/orders']!.get!;
    expect(security).toEqual([{ bearer: [] }]);
    expect(responses).toMatchObject({
      401: { description: 'The access token is missing or not valid.' },
      403: { description: 'The access token lacks a scope: orders:read.' },
    });
    expect(document.components?.securitySchemes).toHaveProperty('bearer');
  });

  it('a route without scopes has no 403, an open one needs no token', () => {
    expect(document.paths['/any']!.get!.responses).not.toHaveProperty('403');
    expect(document.paths['/orders/count']!.get!.security).toContainEqual({});
  });
});

it('works where @nestjs/swagger is not installed', () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        if (!specifier.startsWith('@nestjs/swagger')) return next(specifier, context);
        throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
      },
    });
    const { Bearer, Public } = await import('@portcullis/bearer');
    class Orders { list() {} }
    Bearer('orders:read')(Orders);
    Public()(Orders.prototype, 'list', Object.getOwnPropertyDescriptor(Orders.prototype, 'list'));
    console.log(Reflect.getMetadataKeys(Orders).filter((key) => String(key).startsWith('swagger')).length);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe('0');
});
