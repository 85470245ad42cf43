import Handlebars from 'handlebars';
import { formatMessage, isMessageKey } from '../messages/messages.js';
import type { Wording } from '../messages/wording.js';
import type { Language } from '../page-context.js';

/**
 * What templates may call:
 * - `{{t "error" kind "title" client=name}}`: a message as HTML, each value escaped and isolated in `<bdi>`
 * - `{{text …}}`: the same as plain text, for attributes
 * - `{{date at}}`: a moment in UTC, in the one form that a log has too
 */
export function templateFunctions(language: Language, wording: Wording) {
  const { escapeExpression } = Handlebars.Utils;
  return {
    t(...args: unknown[]): Handlebars.SafeString {
      return translated(args, (message, values) => {
        const embed = (value: string): string => `<bdi>${escapeExpression(value)}</bdi>`;
        return new Handlebars.SafeString(formatMessage(message, values, escapeExpression, embed));
      });
    },

    text(...args: unknown[]): string {
      return translated(args, (message, values) => formatMessage(message, values));
    },

    date(at: unknown, options: Handlebars.HelperOptions): Handlebars.SafeString {
      return guarded(options, () => {
        const moment = new Date(typeof at === 'string' ? at : NaN).toISOString();
        const shown = `${moment.slice(0, 10)} ${moment.slice(11, 19)} UTC`;
        return new Handlebars.SafeString(`<time datetime="${moment}">${shown}</time>`);
      });
    },
  };

  function translated<Result>(
    args: unknown[],
    write: (message: string, values: Record<string, unknown>) => Result,
  ): Result {
    const options = args.at(-1) as Handlebars.HelperOptions;
    const key = args.slice(0, -1).join('.');
    return guarded(options, () => {
      if (!isMessageKey(key)) throw new Error(`there is no message "${key}"`);
      return write(wording.of(language, key), options.hash as Record<string, unknown>);
    });
  }
}

/** Gives a failure the place of the call, as Handlebars does for its own. */
function guarded<Result>(options: Handlebars.HelperOptions, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const { loc } = options as Handlebars.HelperOptions & { loc: hbs.AST.SourceLocation };
    const message = error instanceof Error ? error.message : String(error);
    throw new Handlebars.Exception(message, { loc } as hbs.AST.Node);
  }
}
