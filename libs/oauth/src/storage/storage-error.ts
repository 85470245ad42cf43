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

type Codes = ReadonlySet<string | number | undefined>;

const DUPLICATE: Codes = new Set([1062, 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);

/** Lock wait time-out and deadlock: nothing was written, the same statement may be sent again. */
const LOCK_CONFLICT: Codes = new Set([1205, 1213]);

/** ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE */
const READ_ONLY: Codes = new Set([1290, 1792, 1836]);

/** ER_NO_SUCH_THREAD */
const UNKNOWN_THREAD: Codes = new Set([1094]);

/** Null where none may be, out of range, not of the charset, too long: it would be refused again and again. */
const UNFIT_VALUE: Codes = new Set([1048, 1264, 1366, 1406, 'SQLITE_CONSTRAINT_NOTNULL', 'SQLITE_TOOBIG']);

/**
 * Did storage fail, or did the caller's own work throw on purpose? Our own errors pass; everything that looks like
 * a driver's, a socket's or TypeORM's does not.
 */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof OAuthError || error instanceof DuplicateKey) return false;
  if (error instanceof TypeORMError) return true;
  const { errno, code } = driverError(error);
  return errno !== undefined || code !== undefined;
}

/** Not storage that failed: a key that exists already, or a value that does not fit. */
export function isOfOneRow(error: unknown): boolean {
  return error instanceof DuplicateKey || !(error instanceof OAuthError);
}

export function isLockConflict(error: unknown): boolean {
  return is(LOCK_CONFLICT, error);
}

/** Another process has the SQLite file; there are SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY and more. */
export function isBusy(error: unknown): boolean {
  const { code } = driverError(error);
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

export function isReadOnly(error: unknown): boolean {
  return is(READ_ONLY, error);
}

export function isUnknownThread(error: unknown): boolean {
  return is(UNKNOWN_THREAD, error);
}

/**
 * Whatever the driver threw, as an answer: a duplicate key for the caller to judge, an ordinary error when trying
 * again cannot help, otherwise 503 (policy P22).
 */
export function toStorageError(error: unknown): Error {
  const { errno, message = String(error) } = driverError(error);
  if (is(DUPLICATE, error)) return new DuplicateKey(message);
  if (is(UNFIT_VALUE, error)) return new Error(`A value does not fit its column: ${message}`);
  if (errno === 1146 || message.startsWith('no such table')) {
    return temporarilyUnavailable.because(
      'a table is missing; run the migrations first ("npm run migrate" for the server app): %s',
      message,
    );
  }
  return temporarilyUnavailable.because('storage: %s', message);
}

function is(codes: Codes, error: unknown): boolean {
  const { errno, code } = driverError(error);
  return codes.has(errno) || codes.has(code);
}

function driverError(error: unknown): DriverError {
  const inner = (error as { driverError?: unknown } | null)?.driverError;
  return (inner ?? error ?? {}) as DriverError;
}
