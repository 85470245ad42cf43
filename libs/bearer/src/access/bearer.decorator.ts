import { applyDecorators, UseGuards } from '@nestjs/common';
import { isScopeToken } from '../challenges/challenge.js';
import { declareAccess, type Requirements } from './access.js';
import { BearerGuard } from './bearer.guard.js';
import { describeBearer } from './openapi.js';

/** What `@Bearer({ … })` asks of an access token. */
export type BearerRequirements = Partial<Requirements>;

/**
 * Guards a controller or a route: the request needs an access token that holds every scope named. It applies the guard
 * itself, so it protects with and without the global guard. Scopes on a controller and on its route add up. With
 * @nestjs/swagger installed it also writes the OpenAPI security requirement and the 401 and 403 responses.
 *
 * @param scopes scope tokens (RFC 6749 section 3.3); none means that any valid token will do
 * @throws Error at start-up when a scope is no scope token
 */
export function Bearer(...scopes: string[]): ClassDecorator & MethodDecorator;
/**
 * The same with demands on how and when the user signed in (RFC 9470). Where they are not met the answer is 401
 * `insufficient_user_authentication`, which tells the client what to ask for in a new authorization request. A token
 * without a user, or of an authorization server that tells neither `acr` nor `auth_time`, does not meet them.
 *
 * @param requirements `scopes`; `acr`, values one of which must be the token's; `maxAge`, seconds since the sign-in
 */
export function Bearer(requirements: BearerRequirements): ClassDecorator & MethodDecorator;
export function Bearer(...parameters: string[] | [BearerRequirements]): ClassDecorator & MethodDecorator {
  const requirements = requirementsOf(parameters);
  return applyDecorators(
    declareAccess({ kind: 'bearer', ...requirements }),
    UseGuards(BearerGuard),
    ...describeBearer(requirements),
  ) as ClassDecorator & MethodDecorator;
}

function requirementsOf(parameters: string[] | [BearerRequirements]): Requirements {
  const [first] = parameters;
  if (typeof first !== 'object' || first === null) {
    const scopes = parameters as string[];
    checkScopes(scopes);
    return { scopes };
  }
  const { scopes = [], acr, maxAge, ...unknown } = first;
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new Error(`@Bearer({ ${name} }): write scopes, acr and maxAge.`);
  checkScopes(scopes);
  if (acr !== undefined && (acr.length === 0 || !acr.every(isScopeToken))) {
    throw new Error(`@Bearer({ acr }): write values without spaces, such as acr: ['urn:example:mfa'].`);
  }
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0)) {
    throw new Error(`@Bearer({ maxAge: ${maxAge} }): write whole seconds, such as maxAge: 300.`);
  }
  return { scopes, ...(acr && { acr }), ...(maxAge !== undefined && { maxAge }) };
}

function checkScopes(scopes: readonly string[]): void {
  const wrong = scopes.find((scope) => typeof scope !== 'string' || !isScopeToken(scope));
  if (wrong !== undefined) {
    throw new Error(
      `@Bearer('${wrong}'): not one scope. Write each as its own argument: @Bearer('a:read', 'a:write').`,
    );
  }
  if (scopes.includes('offline_access')) {
    throw new Error(
      "@Bearer('offline_access'): no scope of a resource. It is about refresh tokens, between client and " +
        'authorization server.',
    );
  }
}
