import { applyDecorators, UseGuards } from '@nestjs/common';
import { isScopeToken } from '../challenges/challenge.js';
import { declareAccess } from './access.js';
import { BearerGuard } from './bearer.guard.js';
import { describeBearer } from './openapi.js';

/**
 * Guards a controller or a route: the request needs an access token that holds every scope named. It applies the guard
 * itself, so it protects with and without the global guard. Scopes on a controller and on its route add up. With
 * @nestjs/swagger installed it also writes the OpenAPI security requirement and the 401 and 403 responses.
 *
 * @param scopes scope tokens (RFC 6749 section 3.3); none means that any valid token will do
 * @throws Error at start-up when a scope is no scope token
 */
export function Bearer(...scopes: string[]): ClassDecorator & MethodDecorator {
  const wrong = scopes.find((scope) => !isScopeToken(scope));
  if (wrong !== undefined) {
    throw new Error(
      `@Bearer('${wrong}'): not one scope. Write each as its own argument: @Bearer('a:read', 'a:write').`,
    );
  }
  return applyDecorators(
    declareAccess({ kind: 'bearer', scopes }),
    UseGuards(BearerGuard),
    ...describeBearer(scopes),
  ) as ClassDecorator & MethodDecorator;
}
