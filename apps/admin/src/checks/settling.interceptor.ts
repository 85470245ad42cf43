import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { from, mergeMap, type Observable } from 'rxjs';
import { ChangedClients } from './changed-clients.js';

/** Nobody waits longer for a check; it goes on by itself. Milliseconds. */
const PATIENCE = 2_000;

/** Whoever has changed a client, and looks at its issues next, sees those that it has now. */
@Injectable()
export class SettlingInterceptor implements NestInterceptor {
  constructor(private readonly changed: ChangedClients) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<Request>();
    if (method === 'GET' || method === 'HEAD') return next.handle();
    return next.handle().pipe(mergeMap((answer) => from(this.settle().then(() => answer as unknown))));
  }

  private async settle(): Promise<void> {
    await Promise.race([this.changed.settled(), sleep(PATIENCE, undefined, { ref: false })]);
  }
}
