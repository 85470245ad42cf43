import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import {
  Body,
  Controller,
  Delete,
  type DynamicModule,
  Get,
  Module,
  Post,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  AccessToken,
  Bearer,
  type BearerExtras,
  BearerModule,
  type BearerOptions,
  Public,
  Token,
} from '@portcullis/bearer';

/** What a route saw, to be compared with what the token said. */
export function seen(token: AccessToken) {
  return { subject: token.subject, client: token.clientId, scopes: token.scopes };
}

@Controller('orders')
@Bearer('orders:read')
export class OrdersController {
  @Get()
  list(@Token() token: AccessToken) {
    return seen(token);
  }

  @Post()
  @Bearer('orders:write')
  create(@Token() token: AccessToken, @Body() body: unknown) {
    return { ...seen(token), body };
  }

  @Get('count')
  @Public()
  count() {
    return { count: 3 };
  }
}

@Controller('any')
export class AnyTokenController {
  @Get()
  @Bearer()
  any(@Token() token: AccessToken) {
    return seen(token);
  }
}

/** Nobody thought of guarding this one. */
@Controller('forgotten')
export class ForgottenController {
  @Get()
  read() {
    return { secret: true };
  }

  @Delete()
  remove() {
    return { gone: true };
  }
}

export interface Api {
  readonly app: INestApplication;
  readonly url: string;
}

/** The HTTP adapters of Nest; what a guard promises holds on both. */
export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number] | 'lenient fastify';

/** Fastify, made to find a route under as many spellings as it can. */
const LENIENT = {
  caseSensitive: false,
  ignoreTrailingSlash: true,
  ignoreDuplicateSlashes: true,
  useSemicolonDelimiter: true,
};

export async function listening(
  module: Type | DynamicModule,
  adapter: Adapter = 'express',
  prepare: (app: INestApplication) => unknown = () => undefined,
  port = 0,
): Promise<Api> {
  const options = { logger: false, abortOnError: false } as const;
  const app =
    adapter === 'express'
      ? await NestFactory.create(module, options)
      : await NestFactory.create(
          module,
          new FastifyAdapter({ routerOptions: adapter === 'fastify' ? {} : LENIENT }),
          options,
        );
  prepare(app);
  await app.listen(port, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

/** A resource server of one module, listening on a free port. */
export async function ordersApi(
  options: BearerOptions & BearerExtras,
  controllers: Type[] = [OrdersController, AnyTokenController, ForgottenController],
  adapter: Adapter = 'express',
): Promise<Api> {
  @Module({ imports: [BearerModule.forRoot(options)], controllers })
  class OrdersModule {}
  return listening(OrdersModule, adapter);
}

const METADATA = 'resource_metadata="https://orders.example.com/.well-known/oauth-protected-resource"';
const ALGORITHMS = 'algs="ES256 RS256 PS256 EdDSA Ed25519"';

/** The challenge of an API for `https://orders.example.com` that one scheme has failed. */
export function challenged(scheme: 'Bearer' | 'DPoP', { failure = '', scope = '' } = {}): string {
  const parameters = [failure, scope && `scope="${scope}"`, METADATA, scheme === 'DPoP' ? ALGORITHMS : ''];
  return `${scheme} ${parameters.filter((text) => text !== '').join(', ')}`;
}

/** Both challenges that such an API offers, joined as Node does it; the failure is that of the first. */
export function offered({ failure = '', scope = '' } = {}): string {
  return `${challenged('Bearer', { failure, scope })}, ${challenged('DPoP', { scope })}`;
}

/** Closes the application whatever happens: one that is left open would keep the test run from ending. */
export async function withApi(started: Promise<Api>, use: (api: Api) => Promise<void>): Promise<void> {
  const api = await started;
  try {
    await use(api);
  } finally {
    await api.app.close();
  }
}

export function get(api: Api, path: string, token?: string): Promise<Response> {
  return fetch(
    `${api.url}${path}`,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request exactly as written: `fetch` would tidy up the path and join header fields. */
export function raw(
  api: Api,
  path: string,
  { method = 'GET', headers = [] as string[], body = '' } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(api.url);
  // Otherwise Node announces a body of unknown length, which Fastify will not take without a type.
  const length =
    ['GET', 'HEAD'].includes(method) || headers.includes('content-length')
      ? []
      : ['content-length', `${body.length}`];
  const host = headers.includes('host') ? [] : ['host', hostname];
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, method, headers: [...host, ...length, ...headers] },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: text }));
      },
    );
    request.on('error', reject).end(body);
  });
}

/** Milliseconds of the fastest of three runs: what the work takes, not what a busy machine adds. */
export async function fastestOfThree(run: () => Promise<void>): Promise<number> {
  let fastest = Infinity;
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await run();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}
