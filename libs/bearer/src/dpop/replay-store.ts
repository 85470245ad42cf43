import { hash } from 'node:crypto';
import type { DpopProof } from './proof.js';

/**
 * Port: remembers which proofs were used (RFC 9449 section 11.1). Processes that serve the same addresses need one
 * store between them, such as a table with a unique key or Redis `SET NX`; the default remembers for one process.
 */
export abstract class ReplayStore {
  /**
   * @param key 32 bytes
   * @param until seconds since 1970, after which the key may be forgotten
   * @returns true for the first caller with this key, false for every other, decided in one step
   * @throws anything, when that cannot be decided; the request is then refused with 503
   */
  abstract claim(key: Buffer, until: number): Promise<boolean>;
}

/** What is claimed for a proof. Of the key too, so that nobody can use up the `jti` of another client. */
export function replayKey({ jkt, jti }: DpopProof): Buffer {
  return hash('sha256', `${jkt}.${jti}`, 'buffer');
}
