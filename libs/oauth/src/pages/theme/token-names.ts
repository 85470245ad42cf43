import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, Rule, type AtRule } from 'postcss';

export type Scheme = 'light' | 'dark';

/** What a token may be, told by what it is in our style sheet. */
export type TokenKind = 'colour' | 'length' | 'text';

export interface Token {
  readonly kind: TokenKind;
  /** The custom property, such as `--accent-ink`. */
  readonly property: string;
  /** In our style sheet. */
  readonly light: string;
  readonly dark: string;
}

const STYLE_SHEET = join(import.meta.dirname, '..', 'assets', 'portcullis.css');

/** The design tokens by their names: every custom property that our style sheet declares for the whole document. */
export const TOKENS: ReadonlyMap<string, Token> = readTokens();

function readTokens(): ReadonlyMap<string, Token> {
  const sheet = parse(readFileSync(STYLE_SHEET, 'utf8'));
  const light = new Map<string, string>();
  const dark = new Map<string, string>();
  sheet.walkRules(':root', (rule) => {
    const into = rule.parent?.type === 'root' ? light : isDark(rule) ? dark : null;
    if (into === null) return;
    rule.walkDecls(/^--/, ({ prop, value }) => void into.set(prop, value));
  });
  return new Map(
    [...light].map(([property, value]) => [
      toName(property),
      { kind: kindOf(value), property, light: value, dark: dark.get(property) ?? value },
    ]),
  );
}

function isDark(rule: Rule): boolean {
  return (rule.parent as AtRule).params.includes('prefers-color-scheme: dark');
}

/** `--accent-ink` is `accentInk`. */
function toName(property: string): string {
  return property.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function kindOf(value: string): TokenKind {
  if (/^#[0-9a-f]{3,6}$/i.test(value)) return 'colour';
  return /^[\d.]+(rem|em|px)$/.test(value) ? 'length' : 'text';
}
