/** Milliseconds. */
const SLOWEST = 5000;
/** A server may try a failing database for as long as that before it says so. Milliseconds. */
const SLOWEST_BROKEN = 6000;

/** What no answer may give away, whatever was sent. */
const LEAKS: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /^\s+at (?:async )?[\w.<>[\] ]+ \(?(?:file:|node:|\/)[^\n]*:\d+:\d+\)?/m],
  ['a stack trace', /\b(?:node_modules|node:internal)\//],
  ['a file path', /(?:^|[\s"'(=])(?:file:\/\/)?\/(?:home|usr|var|opt|root|tmp|work|app|srv)\/[\w./-]+\.\w+/m],
  ['SQL', /\b(?:SELECT\s.{1,200}\sFROM|INSERT INTO|UPDATE\s\S+\sSET|DELETE FROM)\s/i],
  ['a database error', /\b(?:SQLITE_[A-Z]+|ER_[A-Z]{3,}_[A-Z_]+|QueryFailedError|ECONNREFUSED)\b/],
];

export interface ObservedAnswer {
  readonly status: number;
  readonly milliseconds: number;
  readonly text: string;
}

/**
 * The global oracle G1, for every answer of every item: no 5xx, nothing slower than 5 s, nothing internal in it.
 *
 * @param isBroken an item breaks the database on purpose: 503 is right then, and no other 5xx
 * @throws Error naming the request and what is wrong with its answer
 */
export function checkAnswer(
  request: string,
  { status, milliseconds, text }: ObservedAnswer,
  isBroken = false,
): void {
  const complaints = [
    ...(status >= 500 && !(isBroken && status === 503) ? [`status ${status}`] : []),
    ...(milliseconds > (isBroken ? SLOWEST_BROKEN : SLOWEST) ? [`${Math.round(milliseconds)} ms`] : []),
    ...LEAKS.filter(([, pattern]) => pattern.test(text)).map(([what]) => what),
  ];
  if (complaints.length === 0) return;
  throw new Error(`G1: ${request} answered with ${complaints.join(', ')}:\n${text.slice(0, 1500)}`);
}
