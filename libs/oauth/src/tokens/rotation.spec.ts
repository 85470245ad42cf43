import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../primitives/digest.js';
import type { RefreshTokenValue } from './refresh-token-value.js';
import type { RefreshToken } from './refresh-token.entity.js';
import { judgePresentation, REMEMBERED_ROTATIONS } from './rotation.js';

const GRACE = 30_000;
const FAMILY = Buffer.alloc(16, 1);

/** Generation 5; its predecessors were rotated away at 1000, 2000, 3000 and 4000. */
const TOKEN: RefreshToken = {
  id: FAMILY,
  generation: 5,
  digest: digestOf(5),
  previousDigest: digestOf(4),
  rotations: [1000, 2000, 3000, 4000],
  answer: Buffer.alloc(1),
  repeats: 0,
  answerUntil: 4000 + GRACE,
  dpopJkt: null,
  idleExpiresAt: 1e12,
  expiresAt: 1e12,
};

function digestOf(generation: number): Buffer {
  return sha256(`token ${generation}`);
}

function presented(generation: number, digest = digestOf(generation)): RefreshTokenValue {
  return { family: FAMILY, generation, digest };
}

describe('a presented refresh token', () => {
  it.each([
    ['the current one', 5, 4000, 'current'],
    ['the current one, much later', 5, 1e11, 'current'],
    ['its predecessor at once', 4, 4000, 'repeat'],
    ['its predecessor at the end of the grace window', 4, 4000 + GRACE, 'repeat'],
    ['its predecessor after the grace window', 4, 4001 + GRACE, 'reused'],
    ['its predecessor by a clock that went back', 4, 3000, 'repeat'],
    ['an older one inside its own grace window', 3, 3000 + GRACE, 'late'],
    ['an older one after its own grace window', 3, 3001 + GRACE, 'reused'],
    ['the first one inside its own grace window', 1, 1000 + GRACE, 'late'],
    ['the first one after its own grace window', 1, 1001 + GRACE, 'reused'],
    ['one older than the list', 0, 4000, 'reused'],
  ])('%s', (_, generation, now, judgement) => {
    expect(judgePresentation(TOKEN, presented(generation), now, GRACE)).toBe(judgement);
  });

  it('without a grace window is reused as soon as time has passed', () => {
    expect(judgePresentation(TOKEN, presented(4), 4001, 0)).toBe('reused');
  });

  it('of the current generation with another digest is reused', () => {
    expect(judgePresentation(TOKEN, presented(5, digestOf(99)), 4000, GRACE)).toBe('reused');
  });

  it('of a generation yet to come is late: the row came from a backup or from a node that lags', () => {
    expect(judgePresentation(TOKEN, presented(6), 4000, GRACE)).toBe('late');
  });

  it('of the predecessor generation with another digest gets no answer', () => {
    expect(judgePresentation(TOKEN, presented(4, digestOf(99)), 4000, GRACE)).toBe('late');
  });

  describe('of a family that was rotated more often than is remembered, inside one grace window', () => {
    /** Generation 21, rotated every second since 1000; the list begins with the rotation of generation 9, at 9000. */
    const busy: RefreshToken = {
      ...TOKEN,
      generation: 21,
      digest: digestOf(21),
      previousDigest: digestOf(20),
      rotations: Array.from({ length: 20 }, (_, i) => (i + 1) * 1000).slice(-REMEMBERED_ROTATIONS),
    };

    it.each([
      ['the predecessor', 20, 20_000, 'repeat'],
      ['the oldest with a date', 9, 9000 + GRACE, 'late'],
      ['the oldest with a date, too late', 9, 9001 + GRACE, 'reused'],
      ['the youngest without a date', 8, 20_000, 'late'],
      ['the first', 1, 20_000, 'late'],
      ['the first, at the end of what can be told', 1, 9000 + GRACE, 'late'],
      ['the first, after every remembered grace window', 1, 9001 + GRACE, 'reused'],
    ])('%s', (_, generation, now, judgement) => {
      expect(judgePresentation(busy, presented(generation), now, GRACE)).toBe(judgement);
    });
  });

  it('of a family that was never rotated is the current one or reused', () => {
    const first = { ...TOKEN, generation: 1, digest: digestOf(1), previousDigest: null, rotations: [] };
    expect(judgePresentation(first, presented(1), 4000, GRACE)).toBe('current');
    expect(judgePresentation(first, presented(0), 4000, GRACE)).toBe('reused');
  });
});
