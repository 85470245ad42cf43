import { describe, expect, it } from '@jest/globals';
import { freshFor } from './freshness.js';

const NOW = Date.UTC(2030, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a document is fresh', () => {
  it.each<[string, Record<string, string>, number]>([
    ['an hour without headers', {}, HOUR],
    ['as long as max-age says', { 'cache-control': 'public, max-age=7200' }, 2 * HOUR],
    ['as long as a quoted max-age says', { 'cache-control': 'max-age="7200"' }, 2 * HOUR],
    ['less the time it was in a cache', { 'cache-control': 'max-age=7200', age: '3600' }, HOUR],
    ['no less than a minute', { 'cache-control': 'max-age=1' }, MINUTE],
    [
      'no less than a minute when it is older than that',
      { 'cache-control': 'max-age=10', age: '99' },
      MINUTE,
    ],
    ['a minute when it must not be stored', { 'cache-control': 'no-store' }, MINUTE],
    ['a minute when it must be asked for', { 'cache-control': 'No-Cache, max-age=7200' }, MINUTE],
    ['no more than a day', { 'cache-control': 'max-age=31536000' }, 24 * HOUR],
    ['no more than a day, whatever the number', { 'cache-control': 'max-age=9999999999' }, 24 * HOUR],
    ['an hour when max-age is no number', { 'cache-control': 'max-age=soon' }, HOUR],
    ['an hour for a directive that only ends alike', { 'cache-control': 's-max-age=5' }, HOUR],
    ['until it expires', { expires: new Date(NOW + 2 * HOUR).toUTCString() }, 2 * HOUR],
    ['a minute when it has expired', { expires: new Date(NOW - HOUR).toUTCString() }, MINUTE],
    ['a minute when it expires at no time', { expires: '0' }, MINUTE],
    [
      'as max-age says, not as Expires says',
      { 'cache-control': 'max-age=7200', expires: new Date(NOW).toUTCString() },
      2 * HOUR,
    ],
  ])('%s', (_, headers, expected) => {
    expect(freshFor(headers, NOW)).toBe(expected);
  });
});
