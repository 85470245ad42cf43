import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { useAllowed } from '../session/use-permission.js';

/** A scope as people choose it. */
export interface KnownScope {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** A new client has it, unless whoever registers the client takes it away. */
  readonly isDefault: boolean;
  /** It releases something about the user; no API asks for it. */
  readonly isAboutUser: boolean;
}

export interface KnownScopes {
  readonly scopes: readonly KnownScope[];
  /** Those of this server are there too, or cannot be had. */
  readonly isComplete: boolean;
  /** There are no others: whatever is not among them nobody has described. */
  readonly areAll: boolean;
}

const STANDARD = ['openid', 'profile', 'email', 'offline_access'] as const;
/** What nearly every application asks for. */
const USUAL: readonly string[] = ['openid', 'profile'];
/** More than that nobody reads through; the others are written by name. */
const MOST = 100;

/** The scopes that have words for people, in the language of the page: the standard ones first. */
export function useKnownScopes(): KnownScopes {
  const { t, i18n } = useTranslation();
  const allowed = useAllowed()('scopes.read');
  const listed = useQuery({
    queryKey: ['scopes', 'known'],
    queryFn: () => call('get', '/api/scopes', { query: { limit: MOST } }),
    enabled: allowed,
  });
  const own = (listed.data?.items ?? []).filter(({ source }) => source !== 'built-in');
  const language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
  return {
    scopes: [
      ...STANDARD.map((name) => ({
        name,
        title: t(`scopes.${name}.title`),
        text: t(`scopes.${name}.text`),
        isDefault: USUAL.includes(name),
        isAboutUser: true,
      })),
      ...own.map(({ name, title, description, claims, default: isDefault }) => ({
        name,
        title: title[language] || title.en || name,
        text: description[language] || description.en,
        isDefault,
        isAboutUser: claims.length > 0,
      })),
    ],
    isComplete: !allowed || !listed.isPending,
    areAll: listed.data !== undefined && listed.data.next === null,
  };
}

/** The names of those that a new client has. */
export function defaultsAmong(scopes: readonly KnownScope[]): string[] {
  return scopes.filter(({ isDefault }) => isDefault).map(({ name }) => name);
}
