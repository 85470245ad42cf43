import type { Language } from '../pages.js';

export interface LanguageWishes {
  /** The user's explicit choice: the value of the language cookie. */
  readonly cookie?: string | undefined;
  /** `ui_locales` of the authorization request: BCP 47 tags separated by spaces, preferred first (OIDC Core 3.1.2.1). */
  readonly uiLocales?: string | undefined;
  /** The `Accept-Language` header (RFC 9110 section 12.5.4). */
  readonly acceptLanguage?: string | undefined;
}

/** Longer input is nobody's wish; the bound keeps the work small. */
const MAX_LENGTH = 1000;

/** Explicit choice, then `ui_locales`, then `Accept-Language`, then English. Input that makes no sense is passed over. */
export function pickLanguage({ cookie, uiLocales, acceptLanguage }: LanguageWishes): Language {
  const wishes = [
    bounded(cookie).trim(),
    ...bounded(uiLocales).trim().split(/\s+/),
    ...byPreference(bounded(acceptLanguage)),
  ];
  for (const wish of wishes) {
    const language = languageFor(wish);
    if (language !== null) return language;
  }
  return 'en';
}

/**
 * Every Chinese tag gets Simplified Chinese, also `zh-TW` and `zh-Hant`: it is the nearest we have for a
 * reader who asked for Chinese (the lookup of RFC 4647 section 3.4 ends at `zh` too).
 */
function languageFor(tag: string): Language | null {
  const primary = tag.split('-', 1)[0]!.toLowerCase();
  if (primary === 'zh') return 'zh-CN';
  return primary === 'en' ? 'en' : null;
}

function byPreference(header: string): readonly string[] {
  return header
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim());
      return { tag, quality: qualityOf(parameters) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => /^q=/i.test(parameter));
  if (weight === undefined) return 1;
  const quality = Number(weight.slice(2));
  return quality >= 0 && quality <= 1 ? quality : 0;
}

function bounded(value: string | undefined): string {
  return (value ?? '').slice(0, MAX_LENGTH);
}
