import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import type { Metrics } from '../primitives/metrics.js';
import { AbandonedStatements } from './abandoned-statements.js';
import { insist } from './attempts.js';
import type { StatementResult } from './rows.js';
import type { StatementCall } from './statement-call.js';
import { isReadOnly, isUnknownThread, toStorageError } from './storage-error.js';

/** TypeORM hands every SQLite query the same connection. */
export function sharesOneConnection(dataSource: DataSource): boolean {
  return dataSource.options.type === 'better-sqlite3';
}

/** The driver's own, of a pool: the part that is used here. */
interface Connection {
  readonly threadId: number;
  query(sql: string, parameters: unknown[], done: (error: Error | null, result: unknown) => void): void;
  release(): void;
  destroy(): void;
}

interface PoolDriver {
  obtainMasterConnection(): Promise<Connection>;
}

/** What a borrower works with, and the connection under it. */
interface Loan<L> {
  readonly lent: L;
  readonly connection: Connection;
  /** Does nothing to a closed connection. */
  release(): void | Promise<void>;
}

/**
 * Lends connections of the pool, and lets back into it only those that can serve the next caller: one that did not
 * answer in time would keep the next callers waiting too, until none is left that works.
 */
export class Connections {
  /** When the work on a connection last succeeded. */
  private readonly proven = new WeakMap<Connection, number>();
  /** When the latest work began that got no answer. */
  private silentSince = -Infinity;

  private readonly abandoned = new AbandonedStatements((thread) => this.kill(thread));
  private readonly pooled: boolean;

  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: Metrics,
  ) {
    this.pooled = !sharesOneConnection(dataSource);
  }

  /**
   * Work with TypeORM's tools.
   *
   * @throws {OAuthError} 503 when there is no connection to be had
   */
  use<T>(call: StatementCall, work: (runner: QueryRunner, signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.lend(call, () => this.borrowRunner(), work);
  }

  /**
   * One statement, straight to the driver of a pool: TypeORM's query runner would cost as much again.
   *
   * @throws {OAuthError} 503 when there is no connection to be had
   */
  query(call: StatementCall, sql: string, parameters: unknown[]): Promise<StatementResult> {
    this.dataSource.logger.logQuery(sql, parameters);
    return this.lend(
      call,
      () => this.borrowConnection(),
      (connection) => send(connection, sql, parameters),
    );
  }

  private async lend<L, T>(
    { signal, kind, asked }: StatementCall,
    borrow: () => Promise<Loan<L>>,
    work: (lent: L, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { lent, connection, release } = await this.take(borrow);
    const began = performance.now();
    const giveUp = (): void => {
      this.silentSince = Math.max(this.silentSince, began);
      this.close(connection);
      if (this.pooled) this.abandoned.add(connection.threadId);
    };
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', giveUp);
      const result = await work(lent, signal);
      this.proven.set(connection, performance.now());
      return result;
    } catch (error) {
      // After a fail-over the name leads elsewhere, but this connection stays with the server that was demoted.
      if (isReadOnly(error)) this.close(connection);
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
      this.metrics.statementEnded(kind, (began - asked) / 1000, (performance.now() - began) / 1000);
      await release();
    }
  }

  private kill(thread: number): Promise<void> {
    return insist(this.metrics, (signal) =>
      this.lend(
        { signal, kind: 'query', asked: performance.now() },
        () => this.borrowConnection(),
        async (connection) => {
          await send(connection, 'KILL QUERY ?', [thread]).catch((error: unknown) => {
            // It has ended meanwhile.
            if (!isUnknownThread(error)) throw error;
          });
        },
      ),
    );
  }

  /** A connection that has been idle since before another one fell silent may be as dead, so it is not tried. */
  private async take<L>(borrow: () => Promise<Loan<L>>): Promise<Loan<L>> {
    for (;;) {
      const loan = await connected(borrow);
      const provenAt = this.proven.get(loan.connection) ?? Infinity;
      if (!this.pooled || provenAt >= this.silentSince) return loan;
      this.close(loan.connection);
    }
  }

  private async borrowRunner(): Promise<Loan<QueryRunner>> {
    const runner = this.dataSource.createQueryRunner();
    const connection = (await runner.connect()) as Connection;
    return { lent: runner, connection, release: () => runner.release() };
  }

  private async borrowConnection(): Promise<Loan<Connection>> {
    const connection = await (this.dataSource.driver as unknown as PoolDriver).obtainMasterConnection();
    return { lent: connection, connection, release: () => connection.release() };
  }

  /** The one connection of SQLite stays open: it answers at once or never. */
  private close(connection: Connection): void {
    if (this.pooled) connection.destroy();
  }
}

/** What the driver throws here has no code that would tell it from an error of the caller: it is always storage. */
async function connected<L>(borrow: () => Promise<Loan<L>>): Promise<Loan<L>> {
  try {
    return await borrow();
  } catch (error) {
    throw toStorageError(error);
  }
}

function send(connection: Connection, sql: string, parameters: unknown[]): Promise<StatementResult> {
  return new Promise((resolve, reject) =>
    connection.query(sql, parameters, (error, result) => {
      if (error) reject(new QueryFailedError(sql, parameters, error));
      else if (Array.isArray(result)) resolve({ rows: result, affected: 0, lastInsertId: 0 });
      else {
        const { affectedRows, insertId } = result as { affectedRows: number; insertId: number };
        resolve({ rows: [], affected: affectedRows, lastInsertId: insertId });
      }
    }),
  );
}
