import type { Exchange } from './types.js';

type Request = Exchange['request'];

/** The first line and the headers of a request; its query is shown with the parameters. */
export function headOf({ method, url, headers }: Request): string {
  const { origin, pathname } = new URL(url);
  return [`${method} ${origin}${pathname}`, ...headers.map(({ name, value }) => `${name}: ${value}`)].join(
    '\n',
  );
}

/** Query and form, a parameter a line, decoded to be read. */
export function parametersOf({ url, body }: Request): string {
  const parameters = [...new URL(url).searchParams, ...new URLSearchParams(body ?? '')];
  return parameters.map(([name, value]) => `${name} = ${value}`).join('\n');
}

/** JSON as people read it; anything else as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
