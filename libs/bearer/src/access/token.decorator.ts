import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AccessToken } from '../access-token.js';
import { exchangeOf } from './exchange-of.js';
import { grantedToken } from './granted-token.js';

/**
 * Hands the verified access token to a parameter of type `AccessToken`.
 *
 * @throws Error (500) on a route without `@Bearer()`, which has none
 */
export const Token: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext): AccessToken => {
    const exchange = exchangeOf(context);
    const token = exchange && grantedToken(exchange.request, context);
    if (token) return token;
    const route = `${context.getClass().name}.${context.getHandler().name}`;
    throw new Error(`@Token() in ${route} has no token to give: the route is not under @Bearer().`);
  },
);
