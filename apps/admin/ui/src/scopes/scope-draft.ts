import type { LocalText, Scope } from './types.js';

/** What the editor of a scope holds; claims as one writes them, by spaces. */
export interface ScopeDraft {
  readonly name: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly claims: string;
  readonly sensitive: boolean;
  readonly isDefault: boolean;
}

const NO_TEXT: LocalText = { en: '', 'zh-CN': '' };

export const EMPTY_SCOPE: ScopeDraft = {
  name: '',
  title: NO_TEXT,
  description: NO_TEXT,
  claims: '',
  sensitive: false,
  isDefault: false,
};

export function draftOf(scope: Scope): ScopeDraft {
  const { name, title, description, claims, sensitive } = scope;
  return { name, title, description, claims: claims.join(' '), sensitive, isDefault: scope.default };
}

export interface ScopeBody {
  readonly title: LocalText;
  readonly description: LocalText;
  readonly claims: string[];
  readonly sensitive: boolean;
  readonly default: boolean;
}

export function bodyOf({ title, description, claims, sensitive, isDefault }: ScopeDraft): ScopeBody {
  return {
    title: trimmed(title),
    description: trimmed(description),
    claims: claims.split(/[\s,]+/).filter(Boolean),
    sensitive,
    default: isDefault,
  };
}

function trimmed(text: LocalText): LocalText {
  return { en: text.en.trim(), 'zh-CN': text['zh-CN'].trim() };
}
