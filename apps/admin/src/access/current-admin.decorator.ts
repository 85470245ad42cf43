import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Admin } from './admin.js';
import type { AdminRequest } from './admin-request.js';

/** Hands the admin of the request to a handler that carries `@AdminAccess()`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Admin => {
  const { admin } = context.switchToHttp().getRequest<AdminRequest>();
  if (!admin) throw new TypeError('@CurrentAdmin() needs @AdminAccess() on the handler');
  return admin;
});
