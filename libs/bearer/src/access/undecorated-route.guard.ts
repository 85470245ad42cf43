import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { missingToken } from '../challenges/refusals.js';
import { type HeaderWriter, refuse } from '../challenges/refuse.js';
import { accessOf } from './access.js';

/**
 * The global guard: a route without `@Bearer()` and `@Public()` is closed, so that forgetting a decorator is noticed
 * and harmless. Declared routes pass here; those with `@Bearer()` meet the guard that the decorator put in place.
 */
@Injectable()
export class UndecoratedRouteGuard implements CanActivate {
  private readonly logger = new Logger('BearerModule');
  private readonly reported = new WeakSet<object>();

  canActivate(context: ExecutionContext): boolean {
    if (accessOf(context.getHandler(), context.getClass())) return true;
    this.report(context);
    if (context.getType() !== 'http') return false;
    throw refuse(missingToken(), context.switchToHttp().getResponse<HeaderWriter>());
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
