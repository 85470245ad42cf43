import { describe, expect, it } from '@jest/globals';
import { spaced } from './spaced.js';

describe('a number among Chinese characters', () => {
  it.each([
    ['2026年3月14日', '2026 年 3 月 14 日'],
    ['约12分钟前', '约 12 分钟前'],
    ['5 分钟', '5 分钟'],
    ['昨天', '昨天'],
    ['3 days ago', '3 days ago'],
    ['2026/3/14 08:00', '2026/3/14 08:00'],
  ])('%s is written %s', (text, written) => expect(spaced(text)).toBe(written));
});
