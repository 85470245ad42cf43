import type { Type } from '@nestjs/common';
import type { AbstractHttpAdapter, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { endOfTurn } from '@portcullis/bearer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ownPaths, patternOf } from './own-paths.js';

/** The part of a Fastify route that is changed here, before Fastify compiles it. */
interface FastifyRoute {
  readonly url: string;
  method: string | string[];
  preParsing?: (request: FastifyRequest, reply: unknown, payload: unknown, done: Done) => void;
  preValidation?: (request: FastifyRequest, reply: unknown, done: Done) => void;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
}

type Done = (error?: null, payload?: unknown) => void;

interface FastifyInstance {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void;
  hasRoute(route: { readonly method: string; readonly url: string }): boolean;
}

/** What a body parser looks at to find out whether there is a body, and of which type. */
const BODY_HEADERS = ['content-type', 'content-length', 'transfer-encoding'] as const;

type BodyHeaders = Pick<IncomingMessage['headers'], (typeof BODY_HEADERS)[number]>;

/** On the request itself: on the way of every token, a WeakMap costs more than what it keeps. */
const HIDDEN = Symbol('hidden');
type HidingRequest = IncomingMessage & { [HIDDEN]?: BodyHeaders };

/** Where our routes are. */
interface Mounted {
  readonly globalPrefix: string;
  readonly paths: readonly string[];
  readonly pattern: RegExp;
}

/**
 * Makes our endpoints answer the same on Express and on Fastify, with any body parser of the host or none.
 *
 * A parser would judge a body before the endpoint does: each by its own rules, with a refusal in the host's format. So
 * parsers are not shown that there is a body, and the endpoint reads it itself. The host's own routes are left alone.
 *
 * It is also where requests to our endpoints wait for the others of their turn.
 */
export class HostAdapter {
  private cached: Mounted | undefined;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly application: ApplicationConfig,
    private readonly prefix: string,
    private readonly controllers: readonly Type[],
  ) {
    // In @nestjs/testing the adapter comes after the providers.
    adapterHost.init$.subscribe(() => this.beforeParsers(adapterHost.httpAdapter));
  }

  /** To be called once the host's parsers are in place, and before any route is. */
  afterParsers(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.getType() === 'fastify') return;
    httpAdapter.use((request: IncomingMessage, _response: ServerResponse, next: () => void) => {
      this.show(request);
      next();
    });
  }

  /** @param httpAdapter null in an application context without HTTP, such as a host's command line */
  private beforeParsers(httpAdapter: AbstractHttpAdapter | null): void {
    if (!httpAdapter) return;
    if (httpAdapter.getType() === 'fastify') {
      const fastify = httpAdapter.getInstance<FastifyInstance>();
      fastify.addHook('onRoute', (route) => this.adapt(route, fastify));
      return;
    }
    httpAdapter.use((request: IncomingMessage, _response: ServerResponse, next: () => void) => {
      if (!this.mounted.pattern.test(request.url ?? '')) return next();
      this.hide(request);
      void endOfTurn().then(next);
    });
  }

  private adapt(route: FastifyRoute, fastify: FastifyInstance): void {
    if (!this.mounted.paths.includes(route.url)) return;
    const isFree = (method: string): boolean => !fastify.hasRoute({ method, url: route.url });
    // @All() beside @Post(): Express tries one handler after the other, Fastify refuses a second one for a method.
    if (Array.isArray(route.method)) route.method = route.method.filter(isFree);
    // Express answers HEAD with the handler of GET; in a Fastify host that may be switched off.
    else if (route.method === 'GET') route.method = ['GET', 'HEAD'];
    route.preParsing = ({ raw }, _reply, payload, done) => {
      this.hide(raw);
      void endOfTurn().then(() => done(null, payload));
    };
    route.preValidation = ({ raw }, _reply, done) => {
      this.show(raw);
      done();
    };
  }

  private hide(request: IncomingMessage): void {
    const { headers } = request;
    const hidden: BodyHeaders = {};
    for (const name of BODY_HEADERS) {
      if (headers[name] === undefined) continue;
      hidden[name] = headers[name];
      // Not deleted: an object that has lost a property is slow to read ever after.
      headers[name] = undefined;
    }
    (request as HidingRequest)[HIDDEN] = hidden;
  }

  private show(request: IncomingMessage): void {
    const hidden = (request as HidingRequest)[HIDDEN];
    if (hidden) Object.assign(request.headers, hidden);
  }

  /** The global prefix is final only when the host starts, and routes of its own may come before it is set. */
  private get mounted(): Mounted {
    const globalPrefix = this.application.getGlobalPrefix();
    if (this.cached?.globalPrefix !== globalPrefix) {
      // Without it too: a host may leave our paths out of its prefix.
      const paths = [globalPrefix, ''].flatMap((each) => ownPaths(this.controllers, each, this.prefix));
      this.cached = { globalPrefix, paths, pattern: patternOf(paths) };
    }
    return this.cached;
  }
}
