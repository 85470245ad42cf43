export type PageLanguage = 'en' | 'zh-CN';

/** The language of a page that no script has had a say in. */
export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  const first = (acceptLanguage ?? '').split(',').find((part) => /^\s*(en|zh)\b/i.test(part));
  return first && /^\s*zh/i.test(first) ? 'zh-CN' : 'en';
}
