import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import type { OAuthError } from '../errors/oauth-error.js';
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
    return this.connected('statement', (runner) => work(runner.manager));
  }

  /**
   * Several statements that commit together or not at all. For edits by people; the token path never needs one.
   *
   * @param work gets the statements of the open transaction; it must not use this Database meanwhile
   */
  unit<T>(work: (rows: Rows, manager: EntityManager) => Promise<T>): Promise<T> {
    return this.connected('alone', (runner, wait) => this.transaction(runner, wait, work));
  }

  private statement(sql: string, parameters: unknown[]): Promise<StatementResult> {
    return this.connected('statement', (runner) => execute(runner, sql, parameters));
  }

  private async transaction<T>(
    runner: QueryRunner,
    wait: Wait,
    work: (rows: Rows, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    // Taking the write lock at once lets a second process wait its turn instead of failing at its first write.
    await (this.gate ? runner.query('BEGIN IMMEDIATE') : runner.startTransaction());
    try {
      const rows = new Rows(this.dataSource, (sql, parameters) => execute(runner, sql, parameters));
      const result = await work(rows, runner.manager);
      // Its caller has been told that it failed.
      if (wait.over) throw late();
      await (this.gate ? runner.query('COMMIT') : runner.commitTransaction());
      return result;
    } catch (error) {
      await (this.gate ? runner.query('ROLLBACK') : runner.rollbackTransaction()).catch(() => undefined);
      throw error;
    }
  }

  /** Work on a connection of its own, when it is its turn, for as long as somebody waits for it. */
  private connected<T>(
    turn: 'statement' | 'alone',
    work: (runner: QueryRunner, wait: Wait) => Promise<T>,
  ): Promise<T> {
    return guarded(async () => {
      const runner = this.dataSource.createQueryRunner();
      const wait: Wait = { over: false };
      let begun = false;
      const call = async (): Promise<T> => {
        await runner.connect();
        if (wait.over) throw late();
        begun = true;
        return work(runner, wait);
      };
      try {
        // The gate opens when the work has ended, not when its caller stops waiting.
        return await inTime(this.gate ? this.gate[turn](call) : call(), wait);
      } finally {
        if (wait.over && !this.gate) abandon(runner, begun);
        else await runner.release();
      }
    });
  }
}

interface Wait {
  /** The caller has got its answer: nothing may take effect any more. */
  over: boolean;
}

/**
 * Closes a connection that did not answer in time. Back in the pool, it would keep the next callers waiting too, until
 * none is left that works.
 */
function abandon(runner: QueryRunner, begun: boolean): void {
  runner.connect().then(
    (connection: { destroy(): void; release(): void }) =>
      begun ? connection.destroy() : connection.release(),
    () => undefined,
  );
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
      return await work();
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      if (!isRetryable(error) || attempt === ATTEMPTS) throw toStorageError(error);
      await sleep(attempt * 10 + Math.random() * 20);
    }
  }
}

async function inTime<T>(work: Promise<T>, wait: Wait): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      wait.over = true;
      reject(late());
    }, STATEMENT_TIMEOUT);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function late(): OAuthError {
  return temporarilyUnavailable.because('storage did not answer in %d ms', STATEMENT_TIMEOUT);
}
