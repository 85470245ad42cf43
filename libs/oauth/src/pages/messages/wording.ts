import type { Language } from '../page-context.js';
import type { MessageKey, Messages } from './en.js';
import { messageOf } from './messages.js';

/** Messages of a host that stand in for ours. */
export type OwnMessages = Readonly<Partial<Record<Language, Readonly<Partial<Messages>>>>>;

/** What the pages say: our messages, and in their place those of a host's theme. */
export class Wording {
  constructor(private readonly own: OwnMessages = {}) {}

  /** The message as written, with its `{placeholders}`. */
  of(language: Language, key: MessageKey): string {
    return this.own[language]?.[key] ?? messageOf(language, key);
  }
}

export const OUR_WORDING = new Wording();
