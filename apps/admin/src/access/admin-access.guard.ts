import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { Access } from './access.js';
import type { AdminRequest } from './admin-request.js';
import { BearerAdmin } from './bearer-admin.js';
import { SessionAdmin } from './session-admin.js';

/** The one guard of the app. A route that does not say who may call it is closed to everybody. */
@Injectable()
export class AdminAccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly bySession: SessionAdmin,
    private readonly byToken: BearerAdmin,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride(Access, [context.getHandler(), context.getClass()]);
    if (rule === 'anyone') return true;
    if (rule !== 'admin' || context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<AdminRequest>();
    // A caller that presents a token is judged by it alone: a good cookie must not rescue a bad token.
    request.admin = this.byToken.presentsToken(request)
      ? await this.byToken.identify(request, context.switchToHttp().getResponse<Response>())
      : await this.bySession.identify(request);
    return true;
  }
}
