import type { OnModuleInit } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Metrics, type StatementKind } from '../primitives/metrics.js';
import { insist } from './attempts.js';
import { Connections, sharesOneConnection } from './connections.js';
import { ExclusiveGate } from './exclusive-gate.js';
import type { Swap, Where } from './conditions.js';
import { GatheredInserts } from './gathered-inserts.js';
import { GatheredReads } from './gathered-reads.js';
import { GatheredSwaps } from './gathered-swaps.js';
import { textOf, type Key } from './key.js';
import { Rows, type StatementResult } from './rows.js';
import { SharedCommits } from './shared-commits.js';
import { checkSqlMode } from './sql-mode.js';
import type { EntityClass } from './table.js';
import type { StatementCall } from './statement-call.js';

/**
 * The one door to storage. Turns every driver failure into 503 `temporarily_unavailable`, repeats what a lock
 * conflict undid, and bounds the wait, so that no caller can mistake a storage failure for an answer.
 */
export class Database extends Rows implements OnModuleInit {
  private readonly connections: Connections;
  /** On SQLite. */
  private readonly gate: ExclusiveGate | undefined;
  private readonly commits: SharedCommits | undefined;
  /** On MySQL and MariaDB. */
  private readonly inserts: GatheredInserts | undefined;
  private readonly reads: GatheredReads | undefined;
  private readonly swaps: GatheredSwaps | undefined;

  constructor(
    dataSource: DataSource,
    private readonly metrics = new Metrics(),
  ) {
    super(dataSource, (sql, parameters) => this.statement(sql, parameters));
    this.connections = new Connections(dataSource, metrics);
    if (sharesOneConnection(dataSource)) {
      this.gate = new ExclusiveGate();
      this.commits = new SharedCommits(dataSource, this.gate, metrics);
    } else {
      this.inserts = new GatheredInserts((entity, rows) => this.insertMany(entity, rows));
      this.reads = new GatheredReads();
      this.swaps = new GatheredSwaps({
        one: (entity, swap) => super.swap(entity, swap as Swap<object>),
        many: (entity, swaps) => this.swapMany(entity, swaps),
        holding: (entity, swaps) => this.holding(entity, swaps),
      });
    }
  }

  /** @throws when the database is set up so that statements would not mean what they say */
  async onModuleInit(): Promise<void> {
    if (this.isEmbedded) return;
    const [row] = await this.run((manager) => manager.query<{ mode: string }[]>('SELECT @@sql_mode AS mode'));
    checkSqlMode(row!.mode);
  }

  /** Every statement runs in the thread of the process: all requests wait meanwhile. */
  get isEmbedded(): boolean {
    return this.gate !== undefined;
  }

  override insert<T extends object>(entity: EntityClass<T>, row: { [K in keyof T]?: T[K] }): Promise<void> {
    return this.inserts ? this.inserts.add(entity, row) : super.insert(entity, row);
  }

  override find<T extends object>(entity: EntityClass<T>, where: Where<T>): Promise<T | null> {
    const key = this.reads && this.keyIn(entity, where);
    if (!key) return super.find(entity, where);
    return this.reads!.get(this.table(entity).name, key.value, async (values) => {
      const found = await this.findMany(entity, { [key.property]: values } as Where<T>);
      return found.map((row) => [row[key.property] as Key, row] as const);
    });
  }

  override findWith<L extends object, R extends { id: Buffer }>(
    left: EntityClass<L>,
    where: Where<L>,
    right: EntityClass<R>,
    reference: keyof L & string,
  ): Promise<[L, R | null] | null> {
    const key = this.reads && this.keyIn(left, where);
    if (!key) return super.findWith(left, where, right, reference);
    const what = `${this.table(left).name}.${reference} ${this.table(right).name}`;
    return this.reads!.get(what, key.value, async (values) => {
      const found = await this.findManyWith(left, { [key.property]: values } as Where<L>, right, reference);
      return found.map((pair) => [pair[0][key.property] as Key, pair] as const);
    });
  }

  override swap<T extends object>(entity: EntityClass<T>, swap: Swap<T>): Promise<boolean> {
    return this.swaps ? this.swaps.add(entity, swap as unknown as Swap) : super.swap(entity, swap);
  }

  private async holding(entity: EntityClass<object>, swaps: readonly Swap[]): Promise<boolean[]> {
    const { keyProperty } = this.table(entity);
    const rows = (await this.findMany(entity, {
      [keyProperty!]: swaps.map(({ key }) => key),
    })) as Record<string, unknown>[];
    const byKey = new Map(rows.map((row) => [textOf(row[keyProperty!] as Key), row]));
    return swaps.map(({ key, property, changes }) =>
      isDeepStrictEqual(byKey.get(textOf(key))?.[property], changes[property]),
    );
  }

  /** Queries through TypeORM's own tools, for lists in the admin API. One statement per call on SQLite. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.connected('query', (runner) => work(runner.manager));
  }

  /**
   * Several statements that commit together or not at all. For edits by people; the token path never needs one.
   *
   * @param work gets the statements of the open transaction; it must not use this Database meanwhile
   */
  unit<T>(work: (rows: Rows, manager: EntityManager) => Promise<T>): Promise<T> {
    return this.connected('unit', (runner, signal) => this.transaction(runner, signal, work));
  }

  /** The value of the primary key, when a condition is nothing but that. */
  private keyIn<T extends object>(
    entity: EntityClass<T>,
    where: Where<T>,
  ): { readonly property: keyof T & string; readonly value: Key } | undefined {
    const [[property, value] = [], ...others] = Object.entries(where);
    const { keyProperty } = this.table(entity);
    if (property === undefined || property !== keyProperty || others.length > 0) return undefined;
    const isKey = typeof value === 'string' || Buffer.isBuffer(value);
    return isKey ? { property: property as keyof T & string, value } : undefined;
  }

  private statement(sql: string, parameters: unknown[]): Promise<StatementResult> {
    const statements = this.commits ?? this.connections;
    return this.insisting(kindOf(sql), (call) => statements.query(call, sql, parameters));
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
    kind: 'query' | 'unit',
    work: (runner: QueryRunner, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.insisting(kind, (call) => {
      const run = (): Promise<T> => this.connections.use(call, work);
      // The gate opens when the work has ended, not when its caller stops waiting.
      return this.gate ? this.gate[kind === 'unit' ? 'alone' : 'statement'](run) : run();
    });
  }

  private async insisting<T>(kind: StatementKind, work: (call: StatementCall) => Promise<T>): Promise<T> {
    try {
      return await insist(this.metrics, (signal) => work({ signal, kind, asked: performance.now() }));
    } catch (error) {
      if (isUnavailable(error)) this.metrics.storageFailed();
      throw error;
    }
  }
}

/** The statements of `Rows` begin with their verb. */
function kindOf(sql: string): StatementKind {
  switch (sql[0]) {
    case 'S':
      return 'select';
    case 'I':
      return 'insert';
    case 'U':
      return 'update';
    default:
      return 'delete';
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof OAuthError && error.status === temporarilyUnavailable.status;
}

async function execute(runner: QueryRunner, sql: string, parameters: unknown[]): Promise<StatementResult> {
  const { records, affected, raw } = await runner.query(sql, parameters, true);
  return {
    rows: (records ?? []) as Record<string, unknown>[],
    affected: affected ?? 0,
    lastInsertId: Number((raw as { insertId?: number } | null)?.insertId ?? 0),
  };
}
