import { describe, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { exchangeOf } from './exchange-of.js';

const request = { method: 'POST', url: '/graphql', headers: { authorization: 'Bearer a' } };
const response = { header: () => undefined };

function exchange(type: string, ...args: unknown[]) {
  const context = new ExecutionContextHost(args);
  context.setType(type);
  return exchangeOf(context);
}

const info = (operation: string) => ({ operation: { operation } });

describe('exchangeOf', () => {
  it('is the request and the response of a route', () => {
    expect(exchange('http', request, response)).toEqual({ request, response });
  });

  it.each([
    ['res', { req: request, res: response }],
    ['reply', { req: request, reply: response }],
    ['the request', { req: { ...request, res: response } }],
  ])('finds the response of a GraphQL operation under %s', (_, context) => {
    expect(exchange('graphql', {}, {}, context, info('query'))?.response).toBe(response);
  });

  it('goes without a response where a GraphQL context has none', () => {
    expect(exchange('graphql', {}, {}, { req: request }, info('mutation'))).toEqual({ request });
  });

  it('finds the request of a reference in a federation', () => {
    expect(exchange('graphql', {}, { req: request }, info('query'))).toEqual({ request });
  });

  it.each([
    ['ws', [{}, 'data']],
    ['rpc', [{}, {}]],
    ['graphql', [request]],
    ['graphql', [{}, {}, undefined, info('query')]],
    ['graphql', [{}, {}, {}, info('query')]],
    ['graphql', [{}, {}, { req: {} }, info('query')]],
    ['graphql', [{}, {}, { req: { headers: {} } }, info('query')]],
    ['graphql', [{}, {}, { req: request }, info('subscription')]],
    ['graphql', [{}, {}, { req: { ...request, headers: { upgrade: 'WebSocket' } } }, info('query')]],
    ['something else', [request, response]],
  ])('is nothing in %s with %j', (type, args) => {
    expect(exchange(type, ...args)).toBeUndefined();
  });
});
