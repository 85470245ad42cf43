import { describe, expect, it } from '@jest/globals';
import { KeyLine, KEYS_NOTICED_WITHIN, RETENTION, type KeyFacts } from './key-times.js';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;

/** @param activatesAt hours from now */
function key(sequence: number, activatesAt: number, retiredAt: number | null = null): KeyFacts {
  return {
    sequence,
    createdAt: 0,
    activatesAt: NOW + activatesAt * HOUR,
    retiredAt: retiredAt === null ? null : NOW + retiredAt * HOUR,
  };
}

const states = (...keys: KeyFacts[]): string[] => {
  const line = new KeyLine(keys, NOW);
  return line.all.map((each) => `${each.sequence} ${line.timesOf(each).state}`);
};

describe('the keys of one algorithm', () => {
  it('follow each other by time', () => {
    expect(states(key(1, -100), key(2, -1), key(3, 5))).toEqual(['1 retiring', '2 active', '3 next']);
    expect(states(key(2, 0), key(1, -2))).toEqual(['1 retiring', '2 active']);
  });

  it('may sign in another order than they were made', () => {
    const keys = [key(1, -10), key(2, 2000), key(3, 1)];
    expect(states(...keys)).toEqual(['1 active', '3 next', '2 next']);
    const line = new KeyLine(keys, NOW);
    expect(line.timesOf(keys[0]!).signsUntil).toBe(NOW + HOUR);
    expect(line.timesOf(keys[2]!).signsUntil).toBe(NOW + 2000 * HOUR);
  });

  it('leave the JWK Set when the last token of each has expired', () => {
    const [old, current] = [key(1, -100), key(2, -24)];
    const until = current.activatesAt + RETENTION;
    const at = (now: number) => new KeyLine([old, current], now).timesOf(old);
    expect(at(until - 1)).toEqual({
      state: 'retiring',
      signsUntil: current.activatesAt,
      publishedUntil: until,
      deletableAt: until,
    });
    expect(at(until).state).toBe('retired');
  });

  it('sign with the first one where the clock is behind', () => {
    const keys = [key(1, 1), key(2, 9)];
    expect(new KeyLine(keys, NOW).current).toBe(keys[0]);
    expect(states(...keys)).toEqual(['1 active', '2 next']);
    expect(new KeyLine([], NOW).current).toBeUndefined();
  });

  it('that were retired by hand sign no more, and nobody has followed one that never signed', () => {
    const keys = [key(1, -10), key(2, -5, -1), key(3, -1)];
    expect(states(...keys)).toEqual(['1 retiring', '2 retired', '3 active']);
    const line = new KeyLine(keys, NOW);
    // The first one was followed by the second, whatever became of that.
    expect(line.timesOf(keys[0]!).signsUntil).toBe(keys[1]!.activatesAt);
    expect(line.timesOf(keys[1]!)).toMatchObject({
      signsUntil: keys[1]!.retiredAt,
      publishedUntil: keys[1]!.retiredAt,
      deletableAt: keys[1]!.retiredAt! + RETENTION,
    });
    const unused = [key(1, -10), key(2, 5, -1), key(3, 50)];
    const others = new KeyLine(unused, NOW);
    expect(others.timesOf(unused[0]!).signsUntil).toBe(unused[2]!.activatesAt);
    expect(others.timesOf(unused[1]!).deletableAt).toBe(unused[1]!.retiredAt! + KEYS_NOTICED_WITHIN);
  });

  it('that were retired just before their turn may have signed somewhere', () => {
    const late = { ...key(2, 0, 0), activatesAt: NOW + KEYS_NOTICED_WITHIN - 1 };
    const line = new KeyLine([key(1, -10), late, key(3, 9)], NOW);
    expect(line.timesOf(late).deletableAt).toBe(NOW + RETENTION);
  });

  it('go back to the one before when nobody else is left, but not to one that is forgotten', () => {
    const before = [key(1, -10), key(2, -5, 0), key(3, 100)];
    expect(new KeyLine(before, NOW).current).toBe(before[0]);
    const forgotten = [key(1, -100), key(2, -50, 0), key(3, 100)];
    expect(new KeyLine(forgotten, NOW).current).toBe(forgotten[2]);
  });
});
