import { companionsOf, readColour, type Colour } from '../colour.js';
import { JsonSyntaxError, readJson, type JsonMember } from './json-file.js';
import { schemeSheet } from './scheme-sheet.js';
import type { ThemeProblems } from './theme-problems.js';
import { TOKENS, type Scheme, type Token } from './token-names.js';

/** Where a host says the value of a token: for one colour scheme, or for both. */
const PARTS = ['light', 'dark', 'both'] as const;

type Part = (typeof PARTS)[number];

/** A value such as a font list or a shadow: nothing that would end the declaration or fetch something. */
const HARMLESS = /^(?!.*(?:url|image-set|expression)\s*\()[^;{}<>@\\]{1,500}$/i;
const LENGTH = /^(?:0|\d{0,4}(?:\.\d{1,4})?(?:rem|em|px))$/;

/** The tokens that a theme sets. */
export class ThemeTokens {
  static readonly none = new ThemeTokens(new Map(PARTS.map((part) => [part, new Map()])));

  private constructor(private readonly parts: ReadonlyMap<Part, ReadonlyMap<string, string>>) {}

  /** @param problems hears of everything that is no token or has no fitting value */
  static read(file: string, text: string, problems: ThemeProblems): ThemeTokens {
    const parts = new Map<Part, Map<string, string>>(PARTS.map((part) => [part, new Map()]));
    for (const { name, line, node } of membersOf(file, text, problems)) {
      const part = parts.get(name as Part);
      if (part === undefined || node.kind !== 'object') {
        problems.add(
          file,
          line,
          `"${name}" is no part of the tokens. Write ${wordsOf(PARTS)}, each with tokens in it.`,
        );
        continue;
      }
      for (const member of node.members) {
        if (part.has(member.name)) problems.add(file, member.line, `"${member.name}" is there twice.`);
        const value = valueOf(file, member, problems);
        if (value !== null) part.set(member.name, value);
      }
    }
    return new ThemeTokens(parts);
  }

  get isEmpty(): boolean {
    return [...this.parts.values()].every((part) => part.size === 0);
  }

  /** The value that holds on the pages: the host's, or what goes with the host's accent, or ours. */
  valueOf(name: string, scheme: Scheme): string {
    return this.own(scheme).get(name) ?? TOKENS.get(name)![scheme];
  }

  colourOf(name: string, scheme: Scheme): Colour {
    return readColour(this.valueOf(name, scheme))!;
  }

  /** As a style sheet that is linked after ours. */
  toStyleSheet(): string {
    return schemeSheet(this.own('light'), this.own('dark'));
  }

  /** What the host says of one scheme. Whoever sets the accent alone gets what goes with it. */
  private own(scheme: Scheme): ReadonlyMap<string, string> {
    const given = new Map([...this.parts.get('both')!, ...this.parts.get(scheme)!]);
    const accent = given.get('accent');
    if (accent === undefined) return given;
    const card = given.get('card') ?? TOKENS.get('card')![scheme];
    return new Map([...Object.entries(companionsOf(accent, readColour(card)!)), ...given]);
  }
}

function membersOf(file: string, text: string, problems: ThemeProblems): readonly JsonMember[] {
  try {
    const node = readJson(text);
    if (node.kind === 'object') return node.members;
    problems.add(file, 1, 'this is no object. Write { "light": { … }, "dark": { … }, "both": { … } }.');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    problems.add(file, error.line, error.message);
  }
  return [];
}

function valueOf(file: string, { name, line, node }: JsonMember, problems: ThemeProblems): string | null {
  const token = TOKENS.get(name);
  if (token === undefined) {
    problems.add(file, line, `there is no token "${name}". Known are ${[...TOKENS.keys()].join(', ')}.`);
    return null;
  }
  const value = node.kind === 'value' && typeof node.value === 'string' ? node.value.trim() : '';
  const fitting = fit(token, value);
  if (fitting === null) problems.add(file, line, `"${name}" is ${shown(node)}. ${ADVICE[token.kind]}`);
  return fitting;
}

function fit({ kind }: Token, value: string): string | null {
  if (kind === 'colour') return readColour(value);
  if (value === '' || !HARMLESS.test(value)) return null;
  return kind === 'text' || LENGTH.test(value) ? value : null;
}

const ADVICE: Readonly<Record<Token['kind'], string>> = {
  colour: 'Write a colour such as "#364fc7".',
  length: 'Write a length such as "0.5rem" or "8px".',
  text: 'Write what a style sheet would say, without url(), semicolons and braces.',
};

function shown(node: JsonMember['node']): string {
  return node.kind === 'value' ? JSON.stringify(node.value) : `an ${node.kind}`;
}

function wordsOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
