import { setTimeout as sleep } from 'node:timers/promises';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import type { Metrics } from '../primitives/metrics.js';
import { isBusy, isLockConflict, isStorageFailure, toStorageError } from './storage-error.js';

/** No caller waits longer than this, however often its work is tried; then the answer is 503. Milliseconds. */
const TIME_LIMIT = 5_000;
/** A lock conflict of MySQL or MariaDB comes after a wait of its own, so it is met only so often. */
const LOCK_ATTEMPTS = 3;

/**
 * Repeats what a lock undid, and bounds the wait.
 *
 * @param work its signal is aborted when the time is over: nothing of it may take effect any more
 * @throws {OAuthError} 503 for every failure of storage
 * @throws {DuplicateKey}
 */
export async function insist<T>(metrics: Metrics, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = performance.now() + TIME_LIMIT;
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTime(deadline - performance.now(), work);
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      const again = isBusy(error) || (isLockConflict(error) && attempt < LOCK_ATTEMPTS);
      const pause = Math.min(attempt * 10, 50) + Math.random() * 20;
      if (!again || performance.now() + pause >= deadline) throw toStorageError(error);
      metrics.statementRetried();
      await sleep(pause);
    }
  }
}

async function inTime<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const late = temporarilyUnavailable.because('storage did not answer in %d ms', TIME_LIMIT);
      controller.abort(late);
      reject(late);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
