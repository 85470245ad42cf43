import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Challenger } from '../challenges/challenger.js';
import { closedRoute } from '../challenges/refusals.js';
import { accessOf } from './access.js';
import { exchangeOf } from './exchange-of.js';
import { GraphQLRefusal } from './graphql-refusal.js';

/**
 * The global guard: a route without `@Bearer()` and `@Public()` is closed, so that forgetting a decorator is noticed
 * and harmless. Declared routes pass here; those with `@Bearer()` meet the guard that the decorator put in place.
 */
@Injectable()
export class UndecoratedRouteGuard implements CanActivate {
  private readonly logger = new Logger('BearerModule');
  private readonly reported = new WeakSet<object>();

  constructor(private readonly challenger: Challenger) {}

  canActivate(context: ExecutionContext): boolean {
    if (accessOf(context.getHandler(), context.getClass())) return true;
    this.report(context);
    const exchange = exchangeOf(context);
    if (!exchange) return false;
    const refusal = closedRoute();
    const challenges = this.challenger.refuse(refusal, exchange);
    throw context.getType<string>() === 'graphql' ? new GraphQLRefusal(refusal, challenges) : refusal;
  }

  /** Once for each route, or anybody could fill the log. */
  private report(context: ExecutionContext): void {
    const handler = context.getHandler();
    if (this.reported.has(handler)) return;
    this.reported.add(handler);
    const route = `${context.getClass().name}.${handler.name}`;
    this.logger.warn(`${route} has neither @Bearer() nor @Public(), so it is closed to everybody.`);
  }
}
