import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { ApiError } from '../errors/api-error.js';
import { Access } from './access.js';
import type { AdminRequest } from './admin-request.js';
import { reachesClient, reachOf, type Admin } from './admin.js';
import { BearerAdmin } from './bearer-admin.js';
import { NEEDS_STEP_UP, type Permission } from './permissions.js';
import { SessionAdmin } from './session-admin.js';
import { StepUp } from './step-up.js';

/** The one guard of the app. A route that does not say who may call it is closed to everybody. */
@Injectable()
export class AdminAccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly bySession: SessionAdmin,
    private readonly byToken: BearerAdmin,
    private readonly stepUp: StepUp,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride(Access, [context.getHandler(), context.getClass()]);
    if (rule === 'anyone') return true;
    if (rule === undefined || context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<AdminRequest>();
    // A caller that presents a token is judged by it alone: a good cookie must not rescue a bad token.
    request.admin = this.byToken.presentsToken(request)
      ? await this.byToken.identify(request, context.switchToHttp().getResponse<Response>(), rule)
      : await this.bySession.identify(request);
    if (rule !== 'member') this.permit(request.admin, rule, request);
    return true;
  }

  /** @throws ApiError 403 */
  private permit(admin: Admin, permission: Permission, { params }: AdminRequest): void {
    if (reachOf(admin, permission) === undefined) {
      throw new ApiError(403, 'forbidden', `Your role does not include ${permission}.`);
    }
    const clientId = params['clientId'];
    if (typeof clientId === 'string' && !reachesClient(admin, permission, clientId)) {
      throw new ApiError(403, 'not_assigned', 'This client is not assigned to you.');
    }
    if (NEEDS_STEP_UP.has(permission)) this.stepUp.insist(admin);
  }
}
