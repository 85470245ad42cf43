import { DpopNonces } from './dpop-nonces.js';
import { DpopProofs } from './dpop-proofs.js';

/** Sender-constrained tokens (RFC 9449). */
export const DPOP = {
  controllers: [],
  providers: [DpopNonces, DpopProofs],
};
