import type { ExecutionContext } from '@nestjs/common';
import type { AccessToken } from '../access-token.js';

/**
 * On the request itself: a WeakMap with an entry for every request keeps the garbage collector busy. By handler,
 * because one GraphQL request runs several, and not all of them need be guarded by the same module.
 */
const GRANTED = Symbol('portcullis:granted');

interface GrantedRequest {
  [GRANTED]?: Map<object, AccessToken>;
  user?: AccessToken;
}

/** Hands a verified token to the route: to `@Token()`, and as `request.user`, where Passport's users look for it. */
export function grantToken(request: object, context: ExecutionContext, token: AccessToken): void {
  const granted = request as GrantedRequest;
  (granted[GRANTED] ??= new Map<object, AccessToken>()).set(context.getHandler(), token);
  granted.user = token;
}

export function grantedToken(request: object, context: ExecutionContext): AccessToken | undefined {
  return (request as GrantedRequest)[GRANTED]?.get(context.getHandler());
}
