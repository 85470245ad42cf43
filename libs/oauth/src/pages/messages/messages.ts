import type { Language } from '../page-context.js';
import { en, type MessageKey, type Messages } from './en.js';
import { zhCN } from './zh-CN.js';

/** Every language that ships, the default first, with its own name for itself. */
export const languages: readonly { readonly code: Language; readonly label: string }[] = [
  { code: 'en', label: 'English' },
  { code: 'zh-CN', label: '简体中文' },
];

/** Everything that the pages say, by language and key. */
export const MESSAGES: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCN };

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** The message as written, with its `{placeholders}`. */
export function messageOf(language: Language, key: MessageKey): string {
  return MESSAGES[language][key];
}

/** The names between braces, in order of appearance. */
export function placeholdersOf(message: string): readonly string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}

/**
 * Puts values into a message. The literal parts and the values pass through different functions, so that a
 * page can escape both and isolate the values only.
 *
 * @throws when the message names a value that is missing or empty: half a sentence is never shown
 */
export function formatMessage(
  message: string,
  values: Readonly<Record<string, unknown>>,
  literal: (text: string) => string = String,
  embed: (value: string) => string = String,
): string {
  return message
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? embed(valueOf(part.slice(1, -1), values)) : literal(part)))
    .join('');
}

function valueOf(name: string, values: Readonly<Record<string, unknown>>): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`the message needs a value for "${name}"`);
}
