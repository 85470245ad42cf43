/** What is kept of an error that nobody was told about. */
export interface FailureDetail {
  /** Name of its class. */
  readonly name: string;
  /** The first line of its message, without anything that could be a secret. */
  readonly line: string;
}

/** Characters. */
const MAX_LINE = 300;

/**
 * Where a message may carry what its request carried: credentials in addresses and headers, values of named secrets,
 * queries, and long runs of the characters of which codes, tokens and digests are made.
 */
const REDACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\/\/[^@\s/]+@/g, '//…@'],
  [/\b(basic|bearer|dpop)\s+[^\s'"]+/gi, '$1 …'],
  [
    /\b(\w*(?:password|secret|token|code|verifier|assertion|cookie|authorization))(['"]?\s*[=:]\s*)[^\s&,;]+/gi,
    '$1$2…',
  ],
  [/\?[^\s'"]+/g, '?…'],
  [/[A-Za-z0-9_-]{24,}/g, '…'],
];

/** What an operator may read later of whatever was thrown. */
export function failureDetail(thrown: unknown): FailureDetail {
  const [line = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split(/\r?\n/);
  return {
    name: thrown instanceof Error ? thrown.constructor.name : typeof thrown,
    line: REDACTIONS.reduce((text, [pattern, by]) => text.replace(pattern, by), line.slice(0, 2000)).slice(
      0,
      MAX_LINE,
    ),
  };
}
