/** How a language writes a text. */
export type Quoting = 'javascript' | 'json' | 'shell';

export type SnippetValues = Readonly<Record<string, string>>;

/** Placeholders that stand for a word of the language and not for a text in it. */
const BARE = new Set(['clientAuth', 'port', 'scopeStrings', 'curlAuth']);

/**
 * Puts a client's own values into a snippet. A line that begins with `{{#http}}` stays only while the issuer is not at
 * an https address.
 *
 * @param values by the names of the placeholders; each becomes a quoted text of the language, whatever it holds
 */
export function fill(snippet: string, quoting: Quoting, values: SnippetValues): string {
  const isHttp = values['issuer']!.startsWith('http:');
  return snippet
    .split('\n')
    .filter((line) => isHttp || !line.startsWith('{{#http}}'))
    .map((line) => line.replace(/^\{\{#http\}\}/, ''))
    .join('\n')
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`The snippet names ${name}, which is no value.`);
      return BARE.has(name) ? value : quoted(value, quoting);
    });
}

export function quoted(value: string, quoting: Quoting): string {
  if (quoting === 'shell') return `'${value.replaceAll("'", "'\\''")}'`;
  const json = JSON.stringify(value);
  // Single quotes, as JavaScript is written here and nearly everywhere.
  return quoting === 'json' || value.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
