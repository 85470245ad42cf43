import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { insist } from './attempts.js';
import { Connections, sharesOneConnection } from './connections.js';
import { ExclusiveGate } from './exclusive-gate.js';
import { Rows, type StatementResult } from './rows.js';

/**
 * The one door to storage. Turns every driver failure into 503 `temporarily_unavailable`, repeats what a lock
 * conflict undid, and bounds the wait, so that no caller can mistake a storage failure for an answer.
 */
export class Database extends Rows {
  private readonly connections: Connections;
  private readonly gate: ExclusiveGate | undefined;

  constructor(dataSource: DataSource) {
    super(dataSource, (sql, parameters) => this.statement(sql, parameters));
    this.connections = new Connections(dataSource);
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
    return this.connected('alone', (runner, signal) => this.transaction(runner, signal, work));
  }

  private statement(sql: string, parameters: unknown[]): Promise<StatementResult> {
    return this.connected('statement', (runner) => execute(runner, sql, parameters));
  }

  private async transaction<T>(
    runner: QueryRunner,
    signal: AbortSignal,
    work: (rows: Rows, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    // Taking the write lock at once lets a second process wait its turn instead of failing at its first write.
    await (this.gate ? runner.query('BEGIN IMMEDIATE') : runner.startTransaction());
    try {
      const rows = new Rows(this.dataSource, (sql, parameters) => execute(runner, sql, parameters));
      const result = await work(rows, runner.manager);
      // Once its caller has been told that it failed, it must not take effect.
      signal.throwIfAborted();
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
    work: (runner: QueryRunner, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return insist((signal) => {
      const call = (): Promise<T> => this.connections.use(signal, (runner) => work(runner, signal));
      // The gate opens when the work has ended, not when its caller stops waiting.
      return this.gate ? this.gate[turn](call) : call();
    });
  }
}

async function execute(runner: QueryRunner, sql: string, parameters: unknown[]): Promise<StatementResult> {
  const { records, affected, raw } = await runner.query(sql, parameters, true);
  return {
    rows: (records ?? []) as Record<string, unknown>[],
    affected: affected ?? 0,
    lastInsertId: Number((raw as { insertId?: number } | null)?.insertId ?? 0),
  };
}
