import { TypeORMError } from 'typeorm';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';

/** A primary or unique key that exists already: the one storage failure that callers decide about. */
export class DuplicateKey extends Error {}

interface DriverError {
  readonly errno?: number;
  readonly code?: string;
  readonly message?: string;
}

const DUPLICATE = new Set<string | number | undefined>([
  1062,
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_UNIQUE',
]);

/** Lock wait time-out and deadlock: nothing was written, the same statement may be sent again. */
const RETRY = new Set<string | number | undefined>([1205, 1213, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

/**
 * Did storage fail, or did the caller's own work throw on purpose? Our own errors pass; everything that looks like
 * a driver's, a socket's or TypeORM's does not.
 */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof OAuthError || error instanceof DuplicateKey) return false;
  if (error instanceof TypeORMError) return true;
  const { errno, code, message } = driverError(error);
  return errno !== undefined || code !== undefined || /\b(pool|connection)\b/i.test(message ?? '');
}

export function isRetryable(error: unknown): boolean {
  const { errno, code } = driverError(error);
  return RETRY.has(errno) || RETRY.has(code);
}

/** Whatever the driver threw, as an answer: a duplicate key for the caller to judge, otherwise 503 (policy P22). */
export function toStorageError(error: unknown): DuplicateKey | OAuthError {
  const { errno, code, message } = driverError(error);
  if (DUPLICATE.has(errno) || DUPLICATE.has(code)) return new DuplicateKey(message);
  if (errno === 1146 || message?.startsWith('no such table')) {
    return temporarilyUnavailable.because('a table is missing; run the migrations first: %s', message);
  }
  return temporarilyUnavailable.because('storage: %s', message ?? String(error));
}

function driverError(error: unknown): DriverError {
  const inner = (error as { driverError?: unknown } | null)?.driverError;
  return (inner ?? error ?? {}) as DriverError;
}
