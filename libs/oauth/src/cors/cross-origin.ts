import type { Type } from '@nestjs/common';
import type { AbstractHttpAdapter, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ClientOrigins } from '../clients/client-origins.js';
import { ownPaths, patternOf } from '../wire/own-paths.js';
import { letRead, readerHeaders } from '../wire/readers.js';
import { send } from '../wire/send.js';

interface FastifyInstance {
  addHook(
    name: 'onRequest' | 'onSend',
    hook: (request: { readonly raw: IncomingMessage }, reply: Reply) => Promise<void>,
  ): void;
}

/** What is used of Fastify's reply. */
interface Reply {
  readonly raw: ServerResponse;
  hijack(): void;
  code(status: number): void;
  headers(headers: OutgoingHttpHeaders): void;
  getHeaders(): OutgoingHttpHeaders;
  removeHeader(name: string): void;
}

/** How long a browser may remember a preflight. Seconds. */
const MAX_AGE = 600;

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, DPoP',
  'Access-Control-Max-Age': String(MAX_AGE),
} as const;

/**
 * Lets pages of registered clients call the endpoints that a browser needs (CORS), and no others. It stands before
 * everything of the host, so the host's own CORS decides nothing about our endpoints: neither does it answer their
 * preflights, nor does it open what we do not.
 */
export class CrossOrigin {
  private cachedOwn: RegExp | undefined;
  private cachedOpen: RegExp | undefined;

  /**
   * @param prefix of our endpoints
   * @param controllers all of ours
   * @param open those that pages of clients may call
   */
  constructor(
    adapterHost: HttpAdapterHost,
    private readonly application: ApplicationConfig,
    private readonly prefix: string,
    private readonly controllers: readonly Type[],
    private readonly open: readonly Type[],
    private readonly origins: ClientOrigins,
  ) {
    // In @nestjs/testing the adapter comes after the providers.
    adapterHost.init$.subscribe(() => this.install(adapterHost.httpAdapter));
  }

  /** @param httpAdapter null in an application context without HTTP */
  private install(httpAdapter: AbstractHttpAdapter | null): void {
    if (!httpAdapter) return;
    if (httpAdapter.getType() === 'fastify') return this.hook(httpAdapter.getInstance<FastifyInstance>());
    httpAdapter.use((request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => {
      const judged = this.judge(request, response);
      if (!judged) return next();
      judged.then((headers) => {
        if (headers) send(response, 204, '', headers);
        else next();
      }, next);
    });
  }

  /** Nest's own adapter asks the host's CORS before any hook can, so what that has answered is mended. */
  private hook(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async ({ raw }, reply) => {
      const headers = await this.judge(raw, reply.raw);
      if (!headers) return;
      reply.hijack();
      send(reply.raw, 204, '', headers);
    });
    fastify.addHook('onSend', async ({ raw }, reply) => {
      const headers = await this.judge(raw, reply.raw);
      if (!headers) return;
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        // One place for it, or the reply's would replace the other.
        if (name === 'vary' && value !== undefined) reply.raw.setHeader(name, value);
        if (name === 'vary' || name.startsWith('access-control-')) reply.removeHeader(name);
      }
      reply.code(204);
      reply.headers({ ...readerHeaders(reply.raw), ...headers });
    });
  }

  /**
   * Notes who may read the answer to a request. At once for those that name no origin: nearly all.
   *
   * @returns the headers to answer a preflight with; undefined for any other request
   */
  private judge(
    { method, url = '', headers: { origin } }: IncomingMessage,
    response: ServerResponse,
  ): Promise<OutgoingHttpHeaders | undefined> | undefined {
    if (!this.ownPattern.test(url)) return undefined;
    const isOpen = this.openPattern.test(url);
    if (isOpen) letRead(response, null);
    return origin === undefined
      ? undefined
      : this.judgeOrigin(origin, isOpen, method === 'OPTIONS', response);
  }

  private async judgeOrigin(
    origin: string,
    isOpen: boolean,
    isPreflight: boolean,
    response: ServerResponse,
  ): Promise<OutgoingHttpHeaders | undefined> {
    const mayRead = isOpen && (await this.isRegistered(origin));
    if (mayRead) letRead(response, origin);
    if (!isPreflight) return undefined;
    return mayRead ? PREFLIGHT : {};
  }

  /** A failure of storage is for the endpoint to tell, to whoever asks without a browser. */
  private isRegistered(origin: string): Promise<boolean> {
    return this.origins.isRegistered(origin).catch(() => false);
  }

  /** The global prefix is final only once the host starts, so both are made late. */
  private get ownPattern(): RegExp {
    return (this.cachedOwn ??= this.pattern(this.controllers));
  }

  private get openPattern(): RegExp {
    return (this.cachedOpen ??= this.pattern(this.open));
  }

  private pattern(controllers: readonly Type[]): RegExp {
    return patternOf(ownPaths(controllers, this.application.getGlobalPrefix(), this.prefix));
  }
}
