import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { LanguageCode } from '../../../src/account/languages.js';
import type { Messages } from './messages.js';

export type Language = LanguageCode;

export const LANGUAGES: readonly { code: Language; label: string }[] = [
  { code: 'en', label: 'English' },
  { code: 'zh-CN', label: '简体中文' },
];

/** Each in a file of its own: nobody waits for a language that they do not read. */
const MESSAGES: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import('./en.js')).en,
  'zh-CN': async () => (await import('./zh-cn.js')).zhCN,
};

const STORED = 'portcullis-admin-language';

export const i18n = createInstance();

/**
 * Loads the messages in the language that the person has chosen, in whatever browser; or else that was chosen in this
 * one; or else that this one wishes.
 */
export async function startMessages(): Promise<void> {
  const language = rememberedLanguage() ?? storedLanguage() ?? browserLanguage(navigator.languages);
  i18n.on('languageChanged', (changed) => (document.documentElement.lang = changed));
  await i18n.use(initReactI18next).init({
    resources: { [language]: { translation: await MESSAGES[language]() } },
    lng: language,
    fallbackLng: false,
    // React escapes.
    interpolation: { escapeValue: false },
  });
}

/** @param chosen null: what this browser wishes */
export async function showLanguage(chosen: Language | null): Promise<void> {
  try {
    if (chosen) localStorage.setItem(STORED, chosen);
    else localStorage.removeItem(STORED);
  } catch {
    // Storage is switched off: the server remembers it for whoever is signed in.
  }
  const language = chosen ?? browserLanguage(navigator.languages);
  if (!i18n.hasResourceBundle(language, 'translation')) {
    i18n.addResourceBundle(language, 'translation', await MESSAGES[language]());
  }
  await i18n.changeLanguage(language);
}

/** @param preferred the browser's languages, best first */
export function browserLanguage(preferred: readonly string[]): Language {
  const first = preferred.find((tag) => /^(en|zh)\b/i.test(tag));
  return first && /^zh/i.test(first) ? 'zh-CN' : 'en';
}

/** The server has put it into the page. */
function rememberedLanguage(): Language | undefined {
  return known(document.documentElement.dataset['language']);
}

function storedLanguage(): Language | undefined {
  try {
    return known(localStorage.getItem(STORED));
  } catch {
    return undefined;
  }
}

function known(code: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language.code === code)?.code;
}
