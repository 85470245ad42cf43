import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import Handlebars from 'handlebars';
import type { Wording } from '../messages/wording.js';
import type { Language } from '../page-context.js';
import { PAGES, type PageName } from '../pages.js';
import { templateFunctions } from './template-functions.js';

export type TemplateName = PageName | 'layout';

const names = ['layout', ...Object.keys(PAGES)] as readonly TemplateName[];

/** Strict mode is weaker than its name (absent keys in blocks and arguments pass); `page-contract.ts` closes the gap. */
const compileOptions: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true };

/** All templates, compiled once: what a language changes is only what they call. */
export class TemplateSet {
  private readonly functions: Readonly<Record<Language, ReturnType<typeof templateFunctions>>>;
  private readonly compiled: ReadonlyMap<string, Handlebars.TemplateDelegate>;

  /**
   * @param wording in which words `t` and `text` speak
   * @param overrides folder whose files replace ours of the same name; its `partials/` may add new ones
   * @throws when a template does not parse, or a file in `overrides` has no counterpart or is no template
   */
  constructor(wording: Wording, overrides: string | undefined) {
    this.functions = { en: templateFunctions('en', wording), 'zh-CN': templateFunctions('zh-CN', wording) };
    const engine = Handlebars.create();
    const knownHelpers = Object.fromEntries(Object.keys(this.functions.en).map((name) => [name, true]));
    const compile = (file: string): Handlebars.TemplateDelegate =>
      located(file, engine.compile(located(file, sourceOf)(file), { ...compileOptions, knownHelpers }));

    for (const [name, file] of partialFiles(overrides)) engine.registerPartial(name, compile(file));
    this.compiled = new Map(templateFiles(overrides).map(([name, file]) => [name, compile(file)]));
  }

  /** @throws with file and line when the template asks for what the model does not have */
  render(name: TemplateName, language: Language, model: object): string {
    return this.compiled.get(name)!(model, { helpers: this.functions[language] });
  }
}

/** Compiling is lazy in Handlebars; parsing here shows a broken file of a host even if no page would reach it. */
function sourceOf(file: string): string | hbs.AST.Program {
  const text = readFileSync(file, 'utf8');
  return file.startsWith(import.meta.dirname) ? text : Handlebars.parse(text);
}

/** Makes whatever a template throws begin with `file:line`. The innermost file wins, for partials. */
function located<Args extends unknown[], Result>(
  file: string,
  run: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return run(...args);
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw new TemplateError(file, error);
    }
  };
}

class TemplateError extends Error {
  constructor(file: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const line = (cause as { lineNumber?: number }).lineNumber ?? /on line (\d+)/.exec(message)?.[1];
    super(`${line === undefined ? file : `${file}:${line}`}: ${message}`, { cause });
    this.name = 'TemplateError';
  }
}

function templateFiles(overrides: string | undefined): readonly [TemplateName, string][] {
  const own = overrides === undefined ? new Map<string, string>() : templatesIn(overrides, ['partials']);
  for (const [name, file] of own) {
    if (!(names as readonly string[]).includes(name)) {
      throw new TemplateError(
        file,
        `there is no template "${name}" to replace. Replaceable: ${names.join(', ')}, ` +
          'and the files of partials/. A template of your own belongs in partials/.',
      );
    }
  }
  return names.map((name) => [name, own.get(name) ?? join(import.meta.dirname, `${name}.hbs`)]);
}

function partialFiles(overrides: string | undefined): ReadonlyMap<string, string> {
  const ours = templatesIn(join(import.meta.dirname, 'partials'));
  return overrides === undefined ? ours : new Map([...ours, ...templatesIn(join(overrides, 'partials'))]);
}

/** Templates by their names. Whatever else is in the folder would silently not be used, but for files of other programs. */
function templatesIn(folder: string, folders: readonly string[] = []): Map<string, string> {
  const files = entriesOf(folder).filter((name) => !name.startsWith('.') && !folders.includes(name));
  const stranger = files.find((name) => extname(name) !== '.hbs');
  if (stranger !== undefined) {
    throw new TemplateError(
      join(folder, stranger),
      'templates are files that end in .hbs, here and in partials/.',
    );
  }
  const templates = files.filter((name) => extname(name) === '.hbs');
  return new Map(templates.map((name) => [basename(name, '.hbs'), join(folder, name)]));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    // Only partials/ may be missing: an overrides folder that does not exist is a typing error.
    if (basename(folder) === 'partials' && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`the template folder ${folder} cannot be read`, { cause: error });
  }
}
