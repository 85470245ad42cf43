import { AccessToken } from '../access-token.js';
import { expiredToken, invalidToken } from '../challenges/refusals.js';

export interface ClaimRules {
  readonly issuer: string;
  /** One of these must be in `aud`. */
  readonly audience: readonly string[];
  /** Seconds by which the clocks may differ. */
  readonly clockToleranceSeconds: number;
}

/**
 * Checks the claims of a JWT access token (RFC 9068 section 4) or the members of an introspection response (RFC 7662
 * section 2.2), which share their names and meaning.
 *
 * @param now seconds since 1970
 * @throws BearerError 401
 */
export function toAccessToken(claims: Record<string, unknown>, rules: ClaimRules, now: number): AccessToken {
  if (claims['iss'] !== rules.issuer) throw invalidToken('iss is another issuer');
  const audience = audienceOf(claims['aud']);
  if (!audience.some((entry) => rules.audience.includes(entry))) {
    throw invalidToken(`aud is ${quoted(audience)}, which does not name ${quoted(rules.audience)}`);
  }
  const expiresAt = requiredNumber(claims, 'exp');
  if (expiresAt <= now - rules.clockToleranceSeconds) throw expiredToken();
  const notBefore = optionalNumber(claims, 'nbf');
  if (notBefore !== undefined && notBefore > now + rules.clockToleranceSeconds) {
    throw invalidToken('nbf lies in the future');
  }
  const issuedAt = optionalNumber(claims, 'iat');
  const authTime = optionalNumber(claims, 'auth_time');
  const jti = optionalText(claims, 'jti');
  const acr = optionalText(claims, 'acr');
  const act = optionalObject(claims, 'act');
  // Whether the sender holds this key is for the guard to say: a proof belongs to a request, not to a token.
  const cnf = optionalObject(claims, 'cnf');
  return new AccessToken({
    subject: requiredText(claims, 'sub'),
    clientId: requiredText(claims, 'client_id'),
    scopes: scopesOf(claims['scope']),
    audience,
    issuer: rules.issuer,
    expiresAt,
    ...(issuedAt !== undefined && { issuedAt }),
    ...(jti !== undefined && { jti }),
    ...(acr !== undefined && { acr }),
    ...(authTime !== undefined && { authTime }),
    ...(act !== undefined && { act }),
    ...(cnf !== undefined && { cnf }),
    claims,
  });
}

/** For the log: on one line, and not more than is read of it. */
function quoted(audience: readonly string[]): string {
  return JSON.stringify(audience).slice(0, 200);
}

function audienceOf(aud: unknown): string[] {
  const entries = Array.isArray(aud) ? aud : [aud];
  if (!entries.every((entry) => typeof entry === 'string')) throw invalidToken('aud is not text');
  return [...entries];
}

function scopesOf(scope: unknown): string[] {
  if (scope === undefined) return [];
  if (typeof scope !== 'string') throw invalidToken('scope is not text');
  return scope.split(' ').filter((entry) => entry !== '');
}

function requiredText(claims: Record<string, unknown>, name: string): string {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') throw invalidToken(`${name} is not text`);
  return value;
}

function requiredNumber(claims: Record<string, unknown>, name: string): number {
  const value = claims[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidToken(`${name} is not a number`);
  return value;
}

function optionalNumber(claims: Record<string, unknown>, name: string): number | undefined {
  return claims[name] === undefined ? undefined : requiredNumber(claims, name);
}

function optionalText(claims: Record<string, unknown>, name: string): string | undefined {
  return claims[name] === undefined ? undefined : requiredText(claims, name);
}

function optionalObject(claims: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalidToken(`${name} is not an object`);
}
