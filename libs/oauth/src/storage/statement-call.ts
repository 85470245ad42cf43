import type { StatementKind } from '../primitives/metrics.js';

/** One call on storage: what kind of statement it is, since when it waits, and until when it is wanted. */
export interface StatementCall {
  /** Aborted when nobody waits for the work any more: nothing of it may take effect then. */
  readonly signal: AbortSignal;
  readonly kind: StatementKind;
  /** When its caller began to wait, on the clock of `performance.now()`. */
  readonly asked: number;
}
