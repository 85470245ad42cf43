import type { Language } from '../page-context.js';

/** Longer input is nobody's wish; the bound keeps the work small. */
const MAX_LENGTH = 1000;

/**
 * The first of these wishes that ships, else English. Input that makes no sense is passed over.
 *
 * @param wishes BCP 47 tags, or lists of them separated by spaces; the one that counts most comes first
 * @param acceptLanguage the browser's header (RFC 9110 section 12.5.4), which counts least
 */
export function pickLanguage(
  wishes: readonly (string | null | undefined)[],
  acceptLanguage?: string,
): Language {
  const tags = [
    ...wishes.flatMap((wish) => bounded(wish).split(/\s+/)),
    ...byPreference(bounded(acceptLanguage)),
  ];
  for (const tag of tags) {
    const language = languageFor(tag);
    if (language !== null) return language;
  }
  return 'en';
}

/**
 * Every Chinese tag gets Simplified Chinese, also `zh-TW` and `zh-Hant`: it is the nearest we have for a
 * reader who asked for Chinese (the lookup of RFC 4647 section 3.4 ends at `zh` too).
 *
 * @returns null for a language that we do not have
 */
export function languageFor(tag: string): Language | null {
  const primary = tag.trim().split('-', 1)[0]!.toLowerCase();
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

function bounded(value: string | null | undefined): string {
  return (value ?? '').slice(0, MAX_LENGTH);
}
