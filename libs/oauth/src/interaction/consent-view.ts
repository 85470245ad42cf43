import type { ScopeDefinition } from '../oauth.options.js';
import { standardScopeText } from './messages/standard-scopes.js';
import type { Language, ScopeView } from './pages.js';

/** Cannot be unchecked: without it the answer would not be what the client asked for at all. */
export const REQUIRED_SCOPES: ReadonlySet<string> = new Set(['openid']);

/** The scopes of a request, in words. */
export function toScopeViews(
  scopes: readonly string[],
  granted: readonly string[],
  definitions: Readonly<Record<string, ScopeDefinition>>,
  language: Language,
): ScopeView[] {
  return scopes.map((name) => {
    const standard = standardScopeText(name, language);
    const own = definitions[name];
    const text = own?.translations?.[language] ?? own ?? standard;
    return {
      name,
      title: text?.title ?? name,
      description: text?.description ?? '',
      required: REQUIRED_SCOPES.has(name),
      sensitive: own?.sensitive ?? false,
      granted: granted.includes(name),
      kind: standard?.kind ?? 'access',
    };
  });
}
