import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import { ExclusiveGate } from './exclusive-gate.js';
import { Rows, type StatementResult } from './rows.js';
import { isRetryable, isStorageFailure, toStorageError } from './storage-error.js';

/** No statement is waited for longer than this; then the answer is 503. Milliseconds. */
const STATEMENT_TIMEOUT = 5_000;
const ATTEMPTS = 3;

/**
 * The one door to storage. Turns every driver failure into 503 `temporarily_unavailable`, repeats what a lock
 * conflict undid, and bounds the wait, so that no caller can mistake a storage failure for an answer.
 */
export class Database extends Rows {
  private readonly gate: ExclusiveGate | undefined;

  constructor(dataSource: DataSource) {
    super(dataSource, (sql, parameters) => this.statement(sql, parameters));
    if (sharesOneConnection(dataSource)) this.gate = new ExclusiveGate();
  }

  /** Queries through TypeORM's own tools, for lists in the admin API. One statement per call on SQLite. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const call = (): Promise<T> => guarded(() => work(this.dataSource.manager));
    return this.gate ? this.gate.statement(call) : call();
  }

  /**
   * Several statements that commit together or not at all. For edits by people; the token path never needs one.
   *
   * @param work gets the statements of the open transaction; it must not use this Database meanwhile
   */
  unit<T>(work: (rows: Rows, manager: EntityManager) => Promise<T>): Promise<T> {
    const call = (): Promise<T> => guarded(() => this.transaction(work));
    return this.gate ? this.gate.alone(call) : call();
  }

  private statement(sql: string, parameters: unknown[]): Promise<StatementResult> {
    const call = (): Promise<StatementResult> =>
      guarded(async () => {
        const runner = this.dataSource.createQueryRunner();
        try {
          return await execute(runner, sql, parameters);
        } finally {
          await runner.release();
        }
      });
    return this.gate ? this.gate.statement(call) : call();
  }

  private async transaction<T>(work: (rows: Rows, manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    // Taking the write lock at once lets a second process wait its turn instead of failing at its first write.
    await (this.gate ? runner.query('BEGIN IMMEDIATE') : runner.startTransaction());
    try {
      const rows = new Rows(this.dataSource, (sql, parameters) => execute(runner, sql, parameters));
      const result = await work(rows, runner.manager);
      await (this.gate ? runner.query('COMMIT') : runner.commitTransaction());
      return result;
    } catch (error) {
      await (this.gate ? runner.query('ROLLBACK') : runner.rollbackTransaction()).catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** TypeORM hands every SQLite query the same connection. */
export function sharesOneConnection(dataSource: DataSource): boolean {
  return dataSource.options.type === 'better-sqlite3';
}

async function execute(runner: QueryRunner, sql: string, parameters: unknown[]): Promise<StatementResult> {
  const { records, affected } = await runner.query(sql, parameters, true);
  return { rows: (records ?? []) as Record<string, unknown>[], affected: affected ?? 0 };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTime(work());
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      if (!isRetryable(error) || attempt === ATTEMPTS) throw toStorageError(error);
      await sleep(attempt * 10 + Math.random() * 20);
    }
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(temporarilyUnavailable.because('storage did not answer in %d ms', STATEMENT_TIMEOUT)),
      STATEMENT_TIMEOUT,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
