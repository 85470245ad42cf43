import type { Type } from '@nestjs/common';
import type { AbstractHttpAdapter, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as catalogue from '../errors/catalogue.js';
import { Metrics, type AnsweredRequest } from '../primitives/metrics.js';
import { takeNotes, type AnswerNotes } from '../wire/answer-notes.js';
import { endpointsOf, type EndpointOf } from './endpoint-of.js';

interface FastifyInstance {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse },
      done: () => void,
    ) => void,
  ): void;
}

const ERROR_CODES: ReadonlySet<string> = new Set(Object.values(catalogue).map(({ code }) => code));

/**
 * Times every request to our endpoints, from before the host's middleware to the end of the answer, whoever makes it: a
 * controller, a guard, a filter. Where nobody wants to know, nothing is installed.
 */
export class RequestMeter {
  private readonly known = new Map<string, AnsweredRequest>();
  private cachedEndpoint: EndpointOf | undefined;

  /**
   * @param prefix of our endpoints
   * @param controllers all of ours
   */
  constructor(
    adapterHost: HttpAdapterHost,
    private readonly application: ApplicationConfig,
    private readonly prefix: string,
    private readonly controllers: readonly Type[],
    private readonly metrics: Metrics,
  ) {
    if (metrics.constructor === Metrics) return;
    // In @nestjs/testing the adapter comes after the providers.
    adapterHost.init$.subscribe(() => this.install(adapterHost.httpAdapter));
  }

  /** @param httpAdapter null in an application context without HTTP */
  private install(httpAdapter: AbstractHttpAdapter | null): void {
    if (!httpAdapter) return;
    if (httpAdapter.getType() === 'fastify') {
      const fastify = httpAdapter.getInstance<FastifyInstance>();
      fastify.addHook('onRequest', (request, reply, done) => {
        this.begin(request.raw, reply.raw);
        done();
      });
      return;
    }
    httpAdapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      this.begin(request, response);
      next();
    });
  }

  private begin({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
    // A preflight (CORS) would count as an answer of the endpoint that it asks for.
    const endpoint = method === 'OPTIONS' ? undefined : this.endpointOf(url);
    if (endpoint === undefined) return;
    const began = performance.now();
    const notes = takeNotes(response);
    // Also when the connection breaks first.
    response.on('close', () => {
      const answered = this.answered(endpoint, notes.grantType, outcomeOf(response, notes));
      this.metrics.requestAnswered(answered, (performance.now() - began) / 1000);
    });
  }

  /** The global prefix is final only once the host starts. */
  private get endpointOf(): EndpointOf {
    return (this.cachedEndpoint ??= endpointsOf(
      this.controllers,
      this.prefix,
      this.application.getGlobalPrefix(),
    ));
  }

  private answered(endpoint: string, grantType: string, outcome: string): AnsweredRequest {
    const key = `${endpoint} ${grantType} ${outcome}`;
    let answered = this.known.get(key);
    if (!answered) this.known.set(key, (answered = Object.freeze({ endpoint, grantType, outcome })));
    return answered;
  }
}

function outcomeOf({ writableFinished, statusCode }: ServerResponse, { error }: AnswerNotes): string {
  if (!writableFinished) return 'aborted';
  // It has the code of a failure of storage, and means something else.
  if (statusCode === 429) return 'limited';
  if (error !== '') return ERROR_CODES.has(error) ? error : 'other';
  if (statusCode < 400) return 'ok';
  return statusCode < 500 ? 'invalid_request' : 'server_error';
}
