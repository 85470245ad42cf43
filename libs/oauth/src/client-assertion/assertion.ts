import { parseJsonObject, readCompactJws } from '@portcullis/bearer';
import type { JWTPayload } from 'jose';
import { invalidClient } from '../errors/catalogue.js';

/** A client assertion, read but not believed. */
export interface Assertion {
  readonly text: string;
  /** `sub`, which equals `iss`. */
  readonly clientId: string;
  readonly algorithm: string;
  readonly kid: string | undefined;
  readonly claims: JWTPayload;
}

/** What a good assertion may say. */
export interface AssertionRules {
  /** The audience must be one of these (policy P15). */
  readonly audiences: readonly string[];
  /** ... alone and as a string, not in a list. */
  readonly strictAudience: boolean;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Room for every claim somebody may put in. Characters. */
const MAX_LENGTH = 8 * 1024;
const MAX_JTI = 256;
/** Longer than this ahead, and the replay of it would have to be remembered for too long. Seconds. */
const MAX_LIFETIME = 3600;
/** By how much a client's clock may be ahead: more than 10 and at most 60 (policy P16). Seconds. */
const AHEAD = 30;

/** The types a client assertion may name; any other one belongs to a JWT for another purpose (RFC 8725 section 3.11). */
const TYPES = /^(application\/)?(jwt|client-authentication\+jwt)$/i;

/**
 * Reads a client assertion (RFC 7523 section 3) as far as that can be done without a key. Keys that come with it or
 * that it links to (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.
 *
 * @throws invalid_client
 */
export function readAssertion(text: string): Assertion {
  if (text.length > MAX_LENGTH) throw invalidClient.because('assertion longer than %d', MAX_LENGTH);
  const { header, claims } = parse(text);
  const { alg, kid, typ } = header;
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.test(typ))) {
    throw invalidClient.because('assertion of another type');
  }
  // We understand no extension (RFC 7515 section 4.1.11).
  if ('crit' in header) throw invalidClient.because('assertion with crit');
  if (typeof alg !== 'string') throw invalidClient.because('assertion without alg');
  if (kid !== undefined && typeof kid !== 'string') throw invalidClient.because('kid is no text');
  const { iss, sub } = claims;
  if (typeof sub !== 'string' || sub === '' || iss !== sub) {
    throw invalidClient.because('iss and sub are not one client id');
  }
  return { text, clientId: sub, algorithm: alg, kid, claims };
}

/**
 * Judges the claims of an assertion whose signature is good (RFC 7523 section 3, OpenID Connect Core section 9).
 *
 * @returns what makes it usable once, and until when (seconds since 1970)
 * @throws invalid_client
 */
export function checkClaims(
  { claims }: Assertion,
  { audiences, strictAudience, now }: AssertionRules,
): { readonly jti: string; readonly expiresAt: number } {
  const { aud, jti } = claims;
  const named = strictAudience ? [aud] : [aud].flat();
  if (!named.some((audience) => audiences.includes(audience as string))) {
    throw invalidClient.because('assertion for another audience');
  }
  const exp = seconds(claims, 'exp');
  if (exp === undefined) throw invalidClient.because('assertion without exp');
  if (exp <= now) throw invalidClient.because('assertion has expired');
  if (exp > now + MAX_LIFETIME) throw invalidClient.because('assertion lives too long');
  for (const name of ['nbf', 'iat'] as const) {
    if ((seconds(claims, name) ?? 0) > now + AHEAD) throw invalidClient.because('%s lies ahead', name);
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI) {
    throw invalidClient.because('assertion without a usable jti');
  }
  return { jti, expiresAt: exp };
}

function parse(text: string): { header: Record<string, unknown>; claims: JWTPayload } {
  try {
    const { header, payload } = readCompactJws(text);
    return { header, claims: parseJsonObject(payload) };
  } catch (error) {
    throw invalidClient.because('unreadable assertion: %s', (error as Error).message);
  }
}

function seconds(claims: JWTPayload, name: 'exp' | 'nbf' | 'iat'): number | undefined {
  const value: unknown = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalidClient.because('%s is no number', name);
}
