import type { LocalText } from './types.js';

/** The text in the language of the page, or in English where nobody has written it yet. */
export function textOf(text: LocalText, language: string): string {
  return (language.startsWith('zh') && text['zh-CN']) || text.en;
}
