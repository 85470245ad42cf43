import { deriveKey, open, seal } from '../primitives/seal.js';
import type { TokenSet } from './token-set.js';

/**
 * The answer of a rotation, as it is kept for the grace window, with what its access token's row needs beside it. Only
 * whoever has the refresh token that was presented can open it.
 */
export interface KeptAnswer extends TokenSet {
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly audience: readonly string[];
}

export function sealAnswer(presented: string, answer: KeptAnswer): Buffer {
  return seal(keyOf(presented), JSON.stringify(answer));
}

export function openAnswer(presented: string, sealed: Buffer): KeptAnswer {
  return JSON.parse(open(keyOf(presented), sealed).toString()) as KeptAnswer;
}

function keyOf(presented: string): Buffer {
  return deriveKey(presented, 'refresh answer');
}
