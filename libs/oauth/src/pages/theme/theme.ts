import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { languages } from '../messages/messages.js';
import { OUR_WORDING, Wording, type OwnMessages } from '../messages/wording.js';
import type { Language } from '../page-context.js';
import { LOGO_NAMES, readLogo, type ThemeLogo } from './theme-logo.js';
import { readMessages } from './theme-messages.js';
import { ThemeProblems } from './theme-problems.js';
import { checkStyleSheet } from './theme-style.js';
import { ThemeTokens } from './theme-tokens.js';
import { contrastWarnings } from './token-contrast.js';

/** A theme may have these; each may be left out. */
const ENTRIES = ['templates/', 'messages/', 'tokens.json', 'style.css', ...LOGO_NAMES];

interface Contents {
  readonly templates: string | undefined;
  readonly wording: Wording;
  readonly tokens: ThemeTokens;
  readonly styleSheet: Buffer | null;
  readonly logo: ThemeLogo | null;
}

/**
 * The look of a host's pages: one folder with templates, words, design tokens, a style sheet and a logo. Everything in
 * it is read and checked once, at start-up; templates are checked where they are compiled.
 */
export class Theme {
  /** Ours alone. */
  static readonly none = new Theme({
    templates: undefined,
    wording: OUR_WORDING,
    tokens: ThemeTokens.none,
    styleSheet: null,
    logo: null,
  });

  /** Folder with templates that replace ours of the same name. */
  readonly templates: string | undefined;
  readonly wording: Wording;
  readonly tokens: ThemeTokens;
  readonly styleSheet: Buffer | null;
  /** In the masthead, in place of our mark and the name. */
  readonly logo: ThemeLogo | null;
  /** What can be shown but hardly read, in sentences for the log. */
  readonly warnings: readonly string[];

  private constructor(contents: Contents) {
    this.templates = contents.templates;
    this.wording = contents.wording;
    this.tokens = contents.tokens;
    this.styleSheet = contents.styleSheet;
    this.logo = contents.logo;
    this.warnings = contrastWarnings(contents.tokens);
  }

  /**
   * @param folder of the theme
   * @throws ThemeError naming file and line of everything that is wrong
   */
  static at(folder: string | undefined): Theme {
    if (folder === undefined) return Theme.none;
    const problems = new ThemeProblems();
    const files = namesIn(folder, ENTRIES, problems);
    const read = <T>(name: string, use: (file: string, content: Buffer) => T, absent: T): T =>
      files.has(name) ? use(join(folder, name), readFileSync(join(folder, name))) : absent;

    const logos = LOGO_NAMES.filter((name) => files.has(name));
    if (logos.length > 1)
      problems.add(join(folder, logos[1]!), null, `there is ${logos[0]!} already. Keep one of them.`);
    const theme = new Theme({
      templates: files.has('templates/') ? join(folder, 'templates') : undefined,
      wording: files.has('messages/') ? wordingIn(join(folder, 'messages'), problems) : OUR_WORDING,
      tokens: read(
        'tokens.json',
        (file, content) => ThemeTokens.read(file, textOf(content), problems),
        ThemeTokens.none,
      ),
      styleSheet: read<Buffer | null>(
        'style.css',
        (file, content) => {
          checkStyleSheet(file, textOf(content), problems);
          return content;
        },
        null,
      ),
      logo: read<ThemeLogo | null>(
        logos[0] ?? '',
        (file, content) => readLogo(file, content, problems),
        null,
      ),
    });
    problems.throwIfAny();
    return theme;
  }
}

function wordingIn(folder: string, problems: ThemeProblems): Wording {
  const files = namesIn(
    folder,
    languages.map(({ code }) => `${code}.json`),
    problems,
  );
  const own: Partial<Record<Language, OwnMessages[Language]>> = {};
  for (const { code } of languages) {
    const file = join(folder, `${code}.json`);
    if (files.has(`${code}.json`)) own[code] = readMessages(file, textOf(readFileSync(file)), code, problems);
  }
  return new Wording(own);
}

/**
 * What is in a folder, folders with a slash. A name that nobody knows would be a wish that silently is not there; names
 * that begin with a dot are of other programs.
 */
function namesIn(folder: string, known: readonly string[], problems: ThemeProblems): ReadonlySet<string> {
  const names = entriesOf(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => (statSync(join(folder, name)).isDirectory() ? `${name}/` : name));
  for (const name of names) {
    if (known.includes(name)) continue;
    problems.add(join(folder, name), null, `a theme has no such file. It may have ${known.join(', ')}.`);
  }
  return new Set(names);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new Error(`the theme folder ${folder} cannot be read`, { cause: error });
  }
}

function textOf(content: Buffer): string {
  return content.toString('utf8').replace(/^\ufeff/, '');
}
