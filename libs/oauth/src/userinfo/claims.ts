import type { Account, UserClaims } from '../accounts/account-store.js';

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

export const STANDARD_CLAIMS: readonly string[] = Object.values(CLAIMS_OF_SCOPE).flat().map(String);

/** `sub` and what the scopes release; a claim the account does not have is left out, never null. */
export function claimsFor(account: Account, scopes: readonly string[]): Record<string, unknown> {
  const names = scopes.flatMap((scope) => CLAIMS_OF_SCOPE[scope] ?? []);
  const claims = names
    .map((name) => [name, account.claims[name]] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== '');
  return { sub: account.subject, ...Object.fromEntries(claims) };
}
