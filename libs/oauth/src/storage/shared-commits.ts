import { QueryFailedError, type DataSource } from 'typeorm';
import type { Metrics } from '../primitives/metrics.js';
import type { ExclusiveGate } from './exclusive-gate.js';
import type { StatementResult } from './rows.js';
import type { StatementCall } from './statement-call.js';

/** better-sqlite3, the part that is used here. */
interface Connection {
  readonly inTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Prepared;
}

interface Prepared {
  /** It gives rows back. */
  readonly reader: boolean;
  all(...parameters: unknown[]): Record<string, unknown>[];
  run(...parameters: unknown[]): { readonly changes: number };
}

interface Waiting {
  readonly call: StatementCall;
  readonly sql: string;
  readonly parameters: unknown[];
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly result: StatementResult } | { readonly error: unknown };

/** Everything else waits while they run. */
const MOST_AT_ONCE = 200;
/** Their texts differ only in how many values a list or an insertion has. */
const MOST_PREPARED = 500;

/**
 * Single statements on SQLite. Those that were asked for in one turn of the event loop are committed together, because
 * a commit waits for the disk, and that takes many times as long as the statements. Each is atomic by itself all the
 * same, sees what those before it did, and fails alone; nobody hears of success before the commit.
 *
 * From BEGIN to COMMIT nothing is awaited, so that no other statement on the connection can come in between.
 */
export class SharedCommits {
  private waiting: Waiting[] = [];
  private readonly prepared = new Map<string, Prepared>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly gate: ExclusiveGate,
    private readonly metrics: Metrics,
  ) {}

  query(call: StatementCall, sql: string, parameters: unknown[]): Promise<StatementResult> {
    this.dataSource.logger.logQuery(sql, parameters);
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, sql, parameters, resolve, reject });
      if (this.waiting.length === 1) this.schedule();
    });
  }

  private schedule(): void {
    setImmediate(() => void this.gate.statement(async () => this.serve()));
  }

  private serve(): void {
    const began = performance.now();
    const served = this.waiting.splice(0, MOST_AT_ONCE);
    if (this.waiting.length > 0) this.schedule();
    // Whoever has given up was told that nothing happened.
    const wanted = served.filter(({ call }) => !call.signal.aborted);
    const outcomes = this.attempt(wanted);
    const ran = performance.now() - began;
    for (const [i, { call, resolve, reject }] of wanted.entries()) {
      this.metrics.statementEnded(call.kind, (began - call.asked) / 1000, ran / 1000);
      const outcome = outcomes[i]!;
      if ('result' in outcome) resolve(outcome.result);
      else reject(outcome.error);
    }
  }

  /** What came of each: never a success that is not on the disk. */
  private attempt(wanted: readonly Waiting[]): Outcome[] {
    try {
      return this.commit(wanted);
    } catch (cause) {
      return wanted.map(({ sql, parameters }) => ({ error: failure(sql, parameters, cause) }));
    }
  }

  /** @throws what the driver threw, when nothing of it took effect */
  private commit(wanted: readonly Waiting[]): Outcome[] {
    const writes = wanted.filter(({ call }) => call.kind !== 'select').length;
    // A single write commits by itself.
    if (writes < 2) return wanted.map((each) => this.execute(each));
    const connection = this.connection;
    connection.exec('BEGIN IMMEDIATE');
    try {
      const outcomes = wanted.map((each) => {
        const outcome = this.execute(each);
        // A full disk undoes all of it, not only the statement that met it.
        if ('error' in outcome && !connection.inTransaction) throw outcome.error;
        return outcome;
      });
      connection.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }

  private execute({ sql, parameters }: Waiting): Outcome {
    try {
      const prepared = this.prepare(sql);
      const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
      const result = prepared.reader
        ? { rows: prepared.all(...values), affected: 0 }
        : { rows: [], affected: prepared.run(...values).changes };
      return { result: { ...result, lastInsertId: 0 } };
    } catch (error) {
      return { error: failure(sql, parameters, error) };
    }
  }

  private prepare(sql: string): Prepared {
    let prepared = this.prepared.get(sql);
    if (prepared) return prepared;
    prepared = this.connection.prepare(sql);
    if (this.prepared.size === MOST_PREPARED) this.prepared.clear();
    this.prepared.set(sql, prepared);
    return prepared;
  }

  private get connection(): Connection {
    return (this.dataSource.driver as unknown as { readonly databaseConnection: Connection })
      .databaseConnection;
  }
}

function failure(sql: string, parameters: unknown[], error: unknown): unknown {
  return error instanceof QueryFailedError ? error : new QueryFailedError(sql, parameters, error as Error);
}
