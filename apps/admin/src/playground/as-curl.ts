import type { Outgoing } from './outgoing.js';

/** The request for a shell. The secret is not in it: the shell has it as CLIENT_SECRET. */
export function asCurl({ url, form, as }: Outgoing): string {
  const proof =
    as.kind === 'client'
      ? `--user ${quoted(as.clientId)}:"$CLIENT_SECRET"`
      : `--header ${quoted(`Authorization: Bearer ${as.token}`)}`;
  const parameters = [...(form ?? [])].map(
    ([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`,
  );
  return [`curl --silent ${quoted(url)}`, proof, ...parameters].join(' \\\n  ');
}

/** A word of a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
