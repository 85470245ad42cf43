import type { Account, UserClaims } from './account-store.js';

/** Which claims a scope releases (OpenID Connect Core section 5.4). */
const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly (keyof UserClaims)[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

const SCOPE_OF_CLAIM: ReadonlyMap<string, string> = new Map(
  Object.entries(CLAIMS_OF_SCOPE).flatMap(([scope, claims]) => claims.map((claim) => [String(claim), scope])),
);

export const STANDARD_CLAIMS: readonly string[] = [...SCOPE_OF_CLAIM.keys()];

/** The scope that covers a claim: whoever asks for the claim alone needs the same permission. */
export function scopeOfClaim(claim: string): string | undefined {
  return SCOPE_OF_CLAIM.get(claim);
}

/** What the scopes release, by name. */
export function claimsOfScopes(scopes: readonly string[]): readonly string[] {
  return scopes.flatMap((scope) => CLAIMS_OF_SCOPE[scope] ?? []).map(String);
}

/** The named claims of an account; one that it does not have is left out, never null. */
export function claimsOf(account: Account, names: readonly string[]): Record<string, unknown> {
  const claims = names
    .map((name) => [name, account.claims[name]] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(claims);
}
