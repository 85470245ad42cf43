import { describe, expect, it } from '@jest/globals';
import { clockTime, duration } from './time.js';

describe('duration', () => {
  it.each([
    [-1, '0 s'],
    [58_600, '59 s'],
    [60_000, '1 min'],
    [598_000, '9 min 58 s'],
    [3_600_000, '1 h'],
    [5_460_000, '1 h 31 min'],
  ])('%i ms are %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

it('clockTime is UTC and keeps the instant', () => {
  expect(clockTime(new Date('2026-01-02T03:04:05Z')).markup).toBe(
    '<time datetime="2026-01-02T03:04:05.000Z">03:04:05 UTC</time>',
  );
});
