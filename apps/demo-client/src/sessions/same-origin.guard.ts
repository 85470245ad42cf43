import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { DemoClientOptions } from '../demo-client.options.js';

/**
 * Refuses a form that another site sent. The `Lax` cookie already stays away from foreign sites, but not from
 * another port of the same host, where the other apps of the story run.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly options: DemoClientOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    // A page may be opened from anywhere: the way back from the authorization server is cross-site.
    if (request.method === 'GET' || request.method === 'HEAD') return true;
    const { origin, 'sec-fetch-site': site } = request.headers;
    const foreignOrigin = origin !== undefined && origin !== this.options.clientUrl.origin;
    const foreignSite = site !== undefined && site !== 'same-origin';
    if (foreignOrigin || foreignSite) throw new ForbiddenException('This form was sent from another site.');
    return true;
  }
}
