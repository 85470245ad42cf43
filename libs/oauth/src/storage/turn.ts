import type { StatementKind } from '../primitives/metrics.js';

/** What storage is wanted for. */
export interface Turn {
  /** Aborted when nobody waits for the work any more: nothing of it may take effect then. */
  readonly signal: AbortSignal;
  readonly kind: StatementKind;
  /** When its caller began to wait, on the clock of `performance.now()`. */
  readonly asked: number;
}
