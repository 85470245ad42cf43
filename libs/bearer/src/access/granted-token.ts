import type { AccessToken } from '../access-token.js';

const GRANTED = Symbol('portcullis:granted');

interface Granted {
  readonly by: object;
  readonly token: AccessToken;
}

/**
 * Hands a verified token to the route: to `@Token()`, and as `request.user`, where Passport's users look for it.
 *
 * @param by who verified it; another module's guard does not take its word
 */
export function grantToken(request: object, by: object, token: AccessToken): void {
  Object.assign(request, { [GRANTED]: { by, token } satisfies Granted, user: token });
}

/** @param by when given, only a token that this one verified counts */
export function grantedToken(request: object, by?: object): AccessToken | undefined {
  const granted = (request as { [GRANTED]?: Granted })[GRANTED];
  return by === undefined || granted?.by === by ? granted?.token : undefined;
}
