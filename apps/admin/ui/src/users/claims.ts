/** Standard claims that are edited here, by their own names (OpenID Connect Core section 5.1). */
export const CLAIMS = [
  'name',
  'given_name',
  'family_name',
  'nickname',
  'email',
  'phone_number',
  'locale',
  'zoneinfo',
  'picture',
  'website',
] as const;

export type Claim = (typeof CLAIMS)[number];

/** Claims that say whether another one was verified. */
export const SWITCHES: Readonly<Partial<Record<Claim, 'email_verified' | 'phone_number_verified'>>> = {
  email: 'email_verified',
  phone_number: 'phone_number_verified',
};

export type ClaimDraft = Readonly<Record<Claim, string>> &
  Readonly<Record<'email_verified' | 'phone_number_verified', boolean>>;

export function draftOf(claims: Readonly<Record<string, unknown>>): ClaimDraft {
  const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '');
  return {
    ...(Object.fromEntries(CLAIMS.map((name) => [name, text(name)])) as Record<Claim, string>),
    email_verified: claims['email_verified'] === true,
    phone_number_verified: claims['phone_number_verified'] === true,
  };
}

/** What has to be sent so that the claims say what the form says: null takes one away. */
export function changesOf(before: ClaimDraft, after: ClaimDraft): Record<string, string | boolean | null> {
  const changes: Record<string, string | boolean | null> = {};
  for (const name of CLAIMS) {
    const value = after[name].trim();
    if (value !== before[name]) changes[name] = value === '' ? null : value;
    const verified = SWITCHES[name];
    if (!verified) continue;
    // Nobody has verified an address that is not there.
    const isVerified = value !== '' && after[verified];
    if (isVerified !== before[verified]) changes[verified] = value === '' ? null : isVerified;
  }
  return changes;
}
