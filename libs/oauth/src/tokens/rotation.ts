import { sameDigest } from '../primitives/digest.js';
import type { RefreshTokenValue } from './refresh-token-value.js';
import type { RefreshToken } from './refresh-token.entity.js';

/** Rotations remembered per family: more than an honest client makes inside one grace window. */
export const REMEMBERED_ROTATIONS = 12;

/**
 * What the presentation of a genuine refresh token means (policy P10):
 * - `current`: rotate it
 * - `repeat`: the predecessor, inside the grace window: give the same answer again
 * - `late`: an older one whose own grace window may still be open, or one that this row has not heard of yet (a
 *   database node that lags behind, a restored backup, a clock set back): refuse, nothing else
 * - `reused`: refuse and revoke the family
 */
export type Presentation = 'current' | 'repeat' | 'late' | 'reused';

/**
 * @param now milliseconds since the epoch
 * @param grace milliseconds
 */
export function judgePresentation(
  token: RefreshToken,
  presented: RefreshTokenValue,
  now: number,
  grace: number,
): Presentation {
  if (sameDigest(presented.digest, token.digest)) return 'current';
  const age = token.generation - presented.generation;
  if (age < 0) return 'late';
  // Beyond what the list remembers the oldest date in it is the closest guess: it was rotated away before that.
  const isForgotten = age > token.rotations.length && token.rotations.length === REMEMBERED_ROTATIONS;
  const rotatedAt = isForgotten ? token.rotations[0] : token.rotations.at(-age);
  if (age === 0 || rotatedAt === undefined || now - rotatedAt > grace) return 'reused';
  // The clock was set back, so its age cannot be told: it gets no answer, and nobody is accused either.
  if (rotatedAt - now > grace) return 'late';
  const isPredecessor = token.previousDigest !== null && sameDigest(presented.digest, token.previousDigest);
  return isPredecessor ? 'repeat' : 'late';
}
