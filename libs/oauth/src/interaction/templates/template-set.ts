import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Handlebars from 'handlebars';
import type { Language, PageName } from '../pages.js';
import { templateFunctions } from './template-functions.js';

const names = [
  'layout',
  'sign-in',
  'consent',
  'device',
  'device-done',
  'sign-out',
  'signed-out',
  'error',
  'notice',
  'form-post',
] as const satisfies readonly (PageName | 'layout')[];

export type TemplateName = (typeof names)[number];

/** Strict mode is weaker than its name (absent keys in blocks and arguments pass); `page-contract.ts` closes the gap. */
const compileOptions: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true };

/** All templates of one language, compiled. */
export class TemplateSet {
  private readonly compiled: ReadonlyMap<string, Handlebars.TemplateDelegate>;

  /**
   * @param language what `t` and `text` speak
   * @param overrides folder whose files replace ours of the same name; its `partials/` may add new ones
   * @throws when a template does not parse, or a file in `overrides` has no counterpart
   */
  constructor(language: Language, overrides: string | undefined) {
    const engine = Handlebars.create();
    const functions = templateFunctions(language);
    engine.registerHelper(functions);
    const knownHelpers = Object.fromEntries(Object.keys(functions).map((name) => [name, true]));
    const compile = (file: string): Handlebars.TemplateDelegate =>
      located(file, engine.compile(located(file, parsed)(file), { ...compileOptions, knownHelpers }));

    for (const [name, file] of partialFiles(overrides)) engine.registerPartial(name, compile(file));
    this.compiled = new Map(templateFiles(overrides).map(([name, file]) => [name, compile(file)]));
  }

  /** @throws with file and line when the template asks for what the model does not have */
  render(name: TemplateName, model: object): string {
    return this.compiled.get(name)!(model);
  }
}

/** Compiling is lazy in Handlebars; parsing here shows a broken file even if no page would reach it. */
function parsed(file: string): hbs.AST.Program {
  return Handlebars.parse(readFileSync(file, 'utf8'));
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
  const own = overrides === undefined ? new Map<string, string>() : templatesIn(overrides);
  for (const [name, file] of own) {
    if (!(names as readonly string[]).includes(name)) {
      throw new Error(
        `${file}: there is no template "${name}" to replace. Replaceable: ${names.join(', ')}, ` +
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

function templatesIn(folder: string): Map<string, string> {
  const files = entriesOf(folder).filter((file) => file.endsWith('.hbs'));
  return new Map(files.map((file) => [basename(file, '.hbs'), join(folder, file)]));
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
