/** What the pages are written in. */
export const LANGUAGE_CODES = ['en', 'zh-CN'] as const;

export type LanguageCode = (typeof LANGUAGE_CODES)[number];
