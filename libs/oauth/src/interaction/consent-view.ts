import type { ScopeDefinition } from '../oauth.options.js';
import { standardScopeText } from '../pages/messages/standard-scopes.js';
import type { ScopeView } from '../pages/definitions/consent.page.js';
import type { Wording } from '../pages/messages/wording.js';
import type { Language } from '../pages/page-context.js';

/** Cannot be unchecked: without it the answer would not be what the client asked for at all. */
export const REQUIRED_SCOPES: ReadonlySet<string> = new Set(['openid']);

/** The scopes of a request, in words. */
export function toScopeViews(
  scopes: readonly string[],
  granted: readonly string[],
  definitions: Readonly<Record<string, ScopeDefinition>>,
  language: Language,
  wording: Wording,
): ScopeView[] {
  return scopes.map((name) => {
    const standard = standardScopeText(name, language, wording);
    const own = definitions[name];
    const translated = own?.translations?.[language];
    return {
      name,
      // The raw name only where nobody has written anything at all.
      title: translated?.title || own?.title || standard?.title || name,
      description: translated?.description ?? own?.description ?? (own ? '' : (standard?.description ?? '')),
      required: REQUIRED_SCOPES.has(name),
      sensitive: own?.sensitive ?? false,
      granted: granted.includes(name),
      kind: standard?.kind ?? 'access',
    };
  });
}
