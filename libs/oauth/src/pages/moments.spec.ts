import { describe, expect, it } from '@jest/globals';
import { day, dayAndTime } from './moments.js';

const AT = '2026-10-07T04:20:30.000Z';

describe('a moment', () => {
  it('is a day in words and a second in UTC', () => {
    expect(day(AT, 'en')).toEqual({
      words: 'October 7, 2026',
      iso: AT,
      exact: '2026-10-07 04:20:30 UTC',
    });
    expect(day(AT, 'zh-CN').words).toBe('2026 年 10 月 7 日');
  });

  it('with the time says that it is in UTC', () => {
    expect(dayAndTime(AT, 'en').words).toBe('October 7, 2026 at 04:20 UTC');
    expect(dayAndTime(AT, 'zh-CN').words).toMatch(/^2026 年 10 月 7 日.*04:20/);
    expect(dayAndTime(AT, 'zh-CN').words).toContain('UTC');
  });
});
