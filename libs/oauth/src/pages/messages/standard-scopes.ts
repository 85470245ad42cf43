import type { Language } from '../page-context.js';
import { OUR_WORDING, type Wording } from './wording.js';

/** The scope values of OpenID Connect Core 1.0, sections 3.1.2.1, 5.4 and 11. */
export type StandardScopeName = 'openid' | 'profile' | 'email' | 'address' | 'phone' | 'offline_access';

export interface StandardScopeText {
  readonly title: string;
  readonly description: string;
  /** The group of the consent page it belongs to. */
  readonly kind: 'profile' | 'access';
}

const kinds: Readonly<Record<StandardScopeName, StandardScopeText['kind']>> = {
  openid: 'profile',
  profile: 'profile',
  email: 'profile',
  address: 'profile',
  phone: 'profile',
  offline_access: 'access',
};

export const standardScopes = Object.keys(kinds) as readonly StandardScopeName[];

/** What a standard scope is called on the consent page, or null for any other scope value. */
export function standardScopeText(
  scope: string,
  language: Language,
  wording: Wording = OUR_WORDING,
): StandardScopeText | null {
  if (!isStandardScope(scope)) return null;
  return {
    title: wording.of(language, `scope.${scope}.title`),
    description: wording.of(language, `scope.${scope}.description`),
    kind: kinds[scope],
  };
}

function isStandardScope(scope: string): scope is StandardScopeName {
  return Object.hasOwn(kinds, scope);
}
