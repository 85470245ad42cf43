import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';

/** A token taken apart. */
export interface ReadToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Did the server with these keys sign it? */
  readonly isGenuine: boolean;
  /** Why not. */
  readonly problem: string | null;
}

/**
 * Takes a JWT apart and checks it against the server's published keys.
 *
 * @param expected what a receiver checks beside the signature
 * @returns null for an opaque token
 */
export async function readToken(
  value: string,
  keys: JSONWebKeySet,
  expected: { readonly issuer: string; readonly audience?: string; readonly typ?: string },
): Promise<ReadToken | null> {
  if (value.split('.').length !== 3) return null;
  const header = { ...decodeProtectedHeader(value) };
  const claims = decodeJwt(value);
  try {
    await jwtVerify(value, createLocalJWKSet(keys), {
      ...expected,
      // A token that has ended since is no less genuine; that it has ended is in its claims.
      currentDate: new Date((claims.iat ?? 0) * 1000),
    });
    return { header, claims, isGenuine: true, problem: null };
  } catch (error) {
    return { header, claims, isGenuine: false, problem: (error as Error).message };
  }
}
