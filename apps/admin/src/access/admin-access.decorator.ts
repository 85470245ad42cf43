import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiExtension,
  ApiForbiddenResponse,
  ApiHeader,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { Access } from './access.js';
import type { Permission } from './permissions.js';

/**
 * A controller for members of the admin app with this permission: with the browser's session, or with an access token
 * that has a scope of this API. `@Needs()` on a route names another permission.
 *
 * @param permission `member`: nothing but being one
 */
export function AdminAccess(permission: Permission | 'member'): ClassDecorator & MethodDecorator {
  return applyDecorators(
    Needs(permission),
    ApiCookieAuth(),
    ApiBearerAuth(),
    ApiHeader({
      name: 'X-CSRF-Token',
      required: false,
      description: 'With a session cookie and any method but GET and HEAD: the token of GET /api/session.',
    }),
    ApiUnauthorizedResponse({ type: ApiProblemResponse }),
    ApiForbiddenResponse({ type: ApiProblemResponse }),
  );
}

/** The permission of one route, in place of that of its controller. */
export function Needs(permission: Permission | 'member'): ClassDecorator & MethodDecorator {
  // The description says it too, and the test of roles reads it there.
  return applyDecorators(Access(permission), ApiExtension('x-permission', permission));
}
