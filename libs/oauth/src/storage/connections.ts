import type { DataSource, QueryRunner } from 'typeorm';
import { isReadOnly, toStorageError } from './storage-error.js';

/** TypeORM hands every SQLite query the same connection. */
export function sharesOneConnection(dataSource: DataSource): boolean {
  return dataSource.options.type === 'better-sqlite3';
}

interface Connection {
  destroy(): void;
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

  private readonly pooled: boolean;

  constructor(private readonly dataSource: DataSource) {
    this.pooled = !sharesOneConnection(dataSource);
  }

  /**
   * @param signal aborted when nobody waits for the work any more: the connection is closed under it
   * @throws {OAuthError} 503 when there is no connection to be had
   */
  async use<T>(signal: AbortSignal, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const { runner, connection } = await this.take();
    const began = performance.now();
    const giveUp = (): void => {
      this.silentSince = Math.max(this.silentSince, began);
      this.close(connection);
    };
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', giveUp);
      const result = await work(runner);
      this.proven.set(connection, performance.now());
      return result;
    } catch (error) {
      // After a fail-over the name leads elsewhere, but this connection stays with the server that was demoted.
      if (isReadOnly(error)) this.close(connection);
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
      // Does nothing to a closed one.
      await runner.release();
    }
  }

  /** A connection that has been idle since before another one fell silent may be as dead, so it is not tried. */
  private async take(): Promise<{ runner: QueryRunner; connection: Connection }> {
    for (;;) {
      const runner = this.dataSource.createQueryRunner();
      const connection = await connect(runner);
      const provenAt = this.proven.get(connection) ?? Infinity;
      if (!this.pooled || provenAt >= this.silentSince) return { runner, connection };
      this.close(connection);
    }
  }

  /** The one connection of SQLite stays open: it answers at once or never. */
  private close(connection: Connection): void {
    if (this.pooled) connection.destroy();
  }
}

/** What the driver throws here has no code that would tell it from an error of the caller: it is always storage. */
async function connect(runner: QueryRunner): Promise<Connection> {
  try {
    return await runner.connect();
  } catch (error) {
    throw toStorageError(error);
  }
}
