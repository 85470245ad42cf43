import { describe, expect, it } from '@jest/globals';
import { idFromText, idToText, timeOrderedId } from './id.js';

describe('an id', () => {
  it('is a UUID of version 7 and variant 10 (RFC 9562 section 5.7)', () => {
    for (let i = 0; i < 100; i++) {
      expect(idToText(timeOrderedId(0x0123_4567_89ab))).toMatch(
        /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it('sorts by its time', () => {
    const times = [1, 255, 256, 1_790_000_000_000, 1_790_000_000_001, 2 ** 47];
    const ids = times.map(timeOrderedId);
    expect(ids.toSorted(Buffer.compare)).toEqual(ids);
  });

  it('sorts by its making within a millisecond', () => {
    const ids = Array.from({ length: 2000 }, () => timeOrderedId(7));
    expect(ids.toSorted(Buffer.compare)).toEqual(ids);
  });

  it('is unique within a millisecond', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => timeOrderedId(5).toString('hex'))).size).toBe(10_000);
  });

  it('survives its text form', () => {
    const id = timeOrderedId(1_790_000_000_000);
    expect(idFromText(idToText(id))).toEqual(id);
  });

  it.each([
    ['nothing', ''],
    ['upper case', '01234567-89AB-7000-8000-000000000000'],
    ['no hyphens', '0123456789ab70008000000000000000'],
    ['braces', '{01234567-89ab-7000-8000-000000000000}'],
    ['a trailing line break', '01234567-89ab-7000-8000-000000000000\n'],
    ['another length', '01234567-89ab-7000-8000-00000000000'],
    ['other letters', '0123456g-89ab-7000-8000-000000000000'],
  ])('is not read from text with %s', (_, text) => {
    expect(idFromText(text)).toBeUndefined();
  });
});
