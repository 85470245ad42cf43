import type { ExecutionContext } from '@nestjs/common';
import type { Exchange, GuardedRequest, HeaderWriter } from '../challenges/exchange.js';

/** What Nest's GraphQL drivers put into the context of an operation; the response under one of several names. */
interface GraphQLContext {
  readonly req?: GuardedRequest & {
    readonly headers: { readonly upgrade?: string };
    readonly res?: HeaderWriter;
  };
  readonly res?: HeaderWriter;
  readonly reply?: HeaderWriter;
}

/**
 * The HTTP request that a handler serves, under Express or Fastify, directly or through GraphQL.
 *
 * @returns undefined where there is none: WebSocket and microservice messages, GraphQL over a WebSocket, and GraphQL
 *   subscriptions, which outlive the request that began them
 */
export function exchangeOf(context: ExecutionContext): Exchange | undefined {
  const type: string = context.getType();
  if (type === 'http') {
    // What switchToHttp() would give, without the functions that it makes each time.
    const [request, response] = context.getArgs<[GuardedRequest, HeaderWriter]>();
    return { request, response };
  }
  return type === 'graphql' ? graphQLExchange(context.getArgs()) : undefined;
}

function graphQLExchange(args: readonly unknown[]): Exchange | undefined {
  // Resolvers get (parent, arguments, context, info), those of references in a federation (reference, context, info).
  const [context, info] = args.slice(args.length === 3 ? 1 : 2) as [
    GraphQLContext | undefined,
    { operation?: { operation?: string } } | undefined,
  ];
  const request = context?.req;
  if (!request?.headers || typeof request.method !== 'string') return undefined;
  if (info?.operation?.operation === 'subscription') return undefined;
  // What comes over a socket is not the request that opened it.
  if (/\bwebsocket\b/i.test(request.headers.upgrade ?? '')) return undefined;
  const response = context?.res ?? context?.reply ?? request.res;
  return typeof response?.header === 'function' ? { request, response } : { request };
}
