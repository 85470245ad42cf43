import { expect } from '@jest/globals';

/** Nothing else on the machine competes with the servers: `npm run attack`. Beside other tests only a hang counts. */
const IS_ALONE = process.env['ATTACK_ALONE'] === 'true';
/** Milliseconds. */
const SLOWEST = IS_ALONE ? 5_000 : 25_000;
/** A server may try a failing database for as long as that before it says so. Milliseconds. */
const SLOWEST_BROKEN = SLOWEST + 1_000;
/** How far the times of two answers may be apart that must not tell: noise, and beside other tests much of it. */
const SAME_TIME = IS_ALONE ? 1.7 : 5;

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
 * The global oracle G1, for every answer of every item: no 5xx, nothing slower than 5 s (`npm run attack`), nothing
 * internal in it.
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

/**
 * Two kinds of answer take the same time, so that time does not tell one from the other. A slow hash that is left out
 * for one of them makes it ten times faster or more.
 *
 * @param times what each answer took, asked in turn, so that whatever else the machine does slows both
 */
export function expectSameTime(some: readonly number[], others: readonly number[]): void {
  const ratio = median(some) / median(others);
  expect(ratio).toBeGreaterThan(1 / SAME_TIME);
  expect(ratio).toBeLessThan(SAME_TIME);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
