/**
 * Request parameters of an OAuth endpoint: every name at most once, every value a string
 * (RFC 6749 section 3.1 and 3.2: repeated parameters are an error, empty ones count as absent).
 */
export type Parameters = Readonly<Record<string, string>>;

export interface ParsedParameters {
  readonly values: Parameters;
  /** Names that came twice or in a nested form such as `a[]=1`; a caller answers `invalid_request`. */
  readonly malformed: readonly string[];
  /** More than anybody sends; nothing was read beyond the limit. */
  readonly tooMany: boolean;
}

/** Of all names and values together, in characters. */
export function lengthOf(parameters: Parameters): number {
  return Object.entries(parameters).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

const MAX_PARAMETERS = 100;

/**
 * The exceptions: they name one URI each and may come several times (RFC 8707 section 2, RFC 8693 section 2.1). Their
 * value is then the list of all, separated by spaces, which no URI contains.
 */
const REPEATABLE: ReadonlySet<string> = new Set(['resource', 'audience']);

/**
 * Reads `application/x-www-form-urlencoded` text, from a query or a body, flat: no arrays, no objects, whatever
 * the host's own parser would make of it.
 */
export function parseParameters(text: string): ParsedParameters {
  const values: Record<string, string> = Object.create(null);
  const malformed = new Set<string>();
  let count = 0;
  for (const [name, value] of pairsOf(text)) {
    if (++count > MAX_PARAMETERS) return finish(values, malformed, true);
    if (name.includes('[')) malformed.add(name);
    else if (REPEATABLE.has(name)) values[name] = joined(values[name], value);
    else if (name in values || malformed.has(name)) malformed.add(name);
    else values[name] = value;
  }
  return finish(values, malformed);
}

/**
 * As `URLSearchParams` reads them, which also makes something of what is not encoded well. That takes several times as
 * long as what follows, so it is asked only then.
 */
function pairsOf(text: string): Iterable<readonly [name: string, value: string]> {
  try {
    return text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const sign = pair.indexOf('=');
        return sign < 0 ? [decode(pair), ''] : [decode(pair.slice(0, sign)), decode(pair.slice(sign + 1))];
      });
  } catch {
    return new URLSearchParams(text);
  }
}

/** @throws URIError */
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}

/** The same rules for an object that the host's body parser has already made. */
export function parametersOf(body: object): ParsedParameters {
  const values: Record<string, string> = Object.create(null);
  const malformed = new Set<string>();
  const entries = Object.entries(body);
  if (entries.length > MAX_PARAMETERS) return finish(values, malformed, true);
  for (const [name, value] of entries) {
    if (typeof value === 'string' && !name.includes('[')) values[name] = value;
    else if (REPEATABLE.has(name) && isTextList(value)) values[name] = value.reduce(joined, undefined) ?? '';
    else malformed.add(name);
  }
  return finish(values, malformed);
}

function joined(list: string | undefined, value: string): string {
  return list ? `${list} ${value}`.trimEnd() : value;
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function finish(values: Record<string, string>, malformed: Set<string>, tooMany = false): ParsedParameters {
  for (const name of Object.keys(values)) if (values[name] === '') delete values[name];
  return { values: Object.freeze(values), malformed: [...malformed], tooMany };
}
