import { scopeOfClaim } from '../accounts/standard-claims.js';
import { invalidRequest } from '../errors/catalogue.js';
import type { AllowedClaims } from '../tokens/authorization.entity.js';

/** The `claims` parameter (OpenID Connect Core section 5.5), as far as it changes anything here. */
export interface ClaimsRequest {
  /** Standard claims that are asked for one by one. */
  readonly names: AllowedClaims;
  /** Only this user will do (section 5.5.1, `value` of `sub`). */
  readonly subject: string | null;
  readonly acrValues: readonly string[];
  /** Without one of `acrValues` the request fails (section 5.5.1.1). */
  readonly essentialAcr: boolean;
}

const NOTHING: ClaimsRequest = {
  names: { userinfo: [], idToken: [] },
  subject: null,
  acrValues: [],
  essentialAcr: false,
};

type Members = Readonly<Record<string, unknown>>;

/**
 * Claims nobody knows are ignored, as section 5.5 wants it; a text that is no such request is not.
 *
 * @throws invalid_request
 */
export function parseClaims(text: string | undefined): ClaimsRequest {
  if (text === undefined) return NOTHING;
  const request = objectIn(text);
  const userinfo = membersOf(request['userinfo']);
  const idToken = membersOf(request['id_token']);
  const acr = membersOf(idToken['acr']);
  return {
    names: { userinfo: standardNames(userinfo), idToken: standardNames(idToken) },
    subject: valuesOf(idToken['sub'])[0] ?? valuesOf(userinfo['sub'])[0] ?? null,
    acrValues: valuesOf(acr),
    essentialAcr: acr['essential'] === true && valuesOf(acr).length > 0,
  };
}

function objectIn(text: string): Members {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // The same as any other text that is no JSON object.
  }
  throw invalidRequest.describe('The parameter claims is not a JSON object.');
}

/** `null` asks for a claim without saying more (section 5.5.1). */
function membersOf(value: unknown): Members {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw invalidRequest.describe('A member of the parameter claims is not a JSON object.');
}

function valuesOf(request: unknown): readonly string[] {
  const { value, values } = membersOf(request);
  return [value, values].flat().filter((each) => typeof each === 'string');
}

function standardNames(members: Members): string[] {
  return Object.keys(members).filter((name) => scopeOfClaim(name) !== undefined);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
