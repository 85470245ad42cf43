import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.js';
import { zhCN } from './zh-cn.js';

export type Language = 'en' | 'zh-CN';

export const LANGUAGES: readonly { code: Language; label: string }[] = [
  { code: 'en', label: 'English' },
  { code: 'zh-CN', label: '简体中文' },
];

const STORED = 'portcullis-admin-language';

export const i18n = createInstance();

/** Loads the messages and shows the page in the language that was chosen, or else in that of the browser. */
export async function startMessages(): Promise<void> {
  i18n.on('languageChanged', (language) => (document.documentElement.lang = language));
  await i18n.use(initReactI18next).init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    lng: storedLanguage() ?? browserLanguage(navigator.languages),
    fallbackLng: 'en',
    // React escapes.
    interpolation: { escapeValue: false },
  });
}

export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage is switched off: the choice lasts until the page is left.
  }
  await i18n.changeLanguage(language);
}

/** @param preferred the browser's languages, best first */
export function browserLanguage(preferred: readonly string[]): Language {
  const first = preferred.find((tag) => /^(en|zh)\b/i.test(tag));
  return first && /^zh/i.test(first) ? 'zh-CN' : 'en';
}

function storedLanguage(): Language | undefined {
  try {
    const stored = localStorage.getItem(STORED);
    return LANGUAGES.find(({ code }) => code === stored)?.code;
  } catch {
    return undefined;
  }
}
