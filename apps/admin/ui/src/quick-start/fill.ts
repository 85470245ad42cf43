/** How a language writes a text. */
export type Quoting = 'javascript' | 'json' | 'shell';

export type SnippetValues = Readonly<Record<string, string>>;

/** Placeholders that stand for a word of the language and not for a text in it. */
const BARE = new Set(['clientAuth', 'port', 'scopeStrings', 'curlAuth']);

/** A line that begins with one of them stays only where it holds. */
const CONDITIONS: Readonly<Record<string, (values: SnippetValues) => boolean>> = {
  /** The issuer is not at an https address. */
  '{{#http}}': (values) => values['issuer']!.startsWith('http:'),
  /** The client may call several APIs, so it says which one a token is for. */
  '{{#resource}}': (values) => Boolean(values['resource']),
};

/**
 * Puts a client's own values into a snippet.
 *
 * @param values by the names of the placeholders; each becomes a quoted text of the language, whatever it holds
 */
export function fill(snippet: string, quoting: Quoting, values: SnippetValues): string {
  return snippet
    .split('\n')
    .filter((line) => CONDITIONS[conditionOf(line)]?.(values) ?? true)
    .map((line) => line.slice(conditionOf(line).length))
    .join('\n')
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`The snippet names ${name}, which is no value.`);
      return BARE.has(name) ? value : quoted(value, quoting);
    });
}

function conditionOf(line: string): string {
  return Object.keys(CONDITIONS).find((condition) => line.startsWith(condition)) ?? '';
}

export function quoted(value: string, quoting: Quoting): string {
  if (quoting === 'shell') return `'${value.replaceAll("'", "'\\''")}'`;
  const json = JSON.stringify(value);
  // Single quotes, as JavaScript is written here and nearly everywhere.
  return quoting === 'json' || value.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
