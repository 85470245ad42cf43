import type { ExecutionContext } from '@nestjs/common';
import type { AccessToken } from '../access-token.js';

/** By handler, because one GraphQL request runs several, and not all of them need be guarded by the same module. */
const granted = new WeakMap<object, Map<object, AccessToken>>();

/** Hands a verified token to the route: to `@Token()`, and as `request.user`, where Passport's users look for it. */
export function grantToken(request: object, context: ExecutionContext, token: AccessToken): void {
  const tokens = granted.get(request) ?? new Map<object, AccessToken>();
  granted.set(request, tokens.set(context.getHandler(), token));
  Object.assign(request, { user: token });
}

export function grantedToken(request: object, context: ExecutionContext): AccessToken | undefined {
  return granted.get(request)?.get(context.getHandler());
}
