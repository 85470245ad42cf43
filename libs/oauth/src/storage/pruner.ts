import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../primitives/clock.js';
import { Metrics } from '../primitives/metrics.js';
import type { Database } from './database.js';
import type { EntityClass } from './table.js';
import { atMost, type Changes, type Where } from './conditions.js';

/** Rows of one entity that may go once the instant in `column` lies `keep` milliseconds back. */
export interface PruneRule<T extends object = never> {
  readonly entity: EntityClass<T>;
  readonly column: keyof T & string;
  readonly keep: number;
  /** Only rows of this kind. An index should hold its columns before `column`. */
  readonly where?: Where<T>;
  /** Instead of deleting the row, empty these columns of it; `column` is among them. */
  readonly wipe?: Changes<T>;
}

/** Declares a rule with its types checked. */
export function prune<T extends object>(
  entity: EntityClass<T>,
  column: keyof T & string,
  keep = 0,
  where: Where<T> = {},
): PruneRule {
  return { entity, column, keep, where } as unknown as PruneRule;
}

/** Declares that columns are emptied once the instant in `column` has passed. */
export function wipe<T extends object>(
  entity: EntityClass<T>,
  column: keyof T & string,
  changes: Changes<T>,
): PruneRule {
  return { entity, column, keep: 0, wipe: changes } as unknown as PruneRule;
}

/** Rows a single statement may take: short enough that no other statement waits noticeably. */
const BATCH = 500;
/** SQLite deletes inside our own thread, so that every request waits meanwhile. */
const SQLITE_BATCH = 100;
/** Share of the time in which a statement of ours is running, while there is anything to delete. */
const SHARE = 1 / 4;

/**
 * Deletes or empties what has expired, in bounded batches by an index, so that tables stay flat. A run goes on until
 * nothing is left that is due. After each full batch it rests in proportion to what the statement took, so it takes no
 * more than its share of a database that is busy. Every process runs it; two at once only share the work.
 */
export class Pruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<number> | undefined;

  /**
   * @param everySeconds when the next run begins, unless one is still going on; 0 leaves it to the host
   * @param batch rows that one statement takes at most; as many as suit the database by default
   */
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: readonly PruneRule[],
    private readonly everySeconds: number,
    private readonly metrics = new Metrics(),
    private readonly batch?: number,
  ) {}

  onApplicationBootstrap(): void {
    if (this.everySeconds === 0) return;
    this.timer = setInterval(() => void this.tick(), this.everySeconds * 1000).unref();
  }

  /** Ends after the statement that is running, while storage is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stop.abort();
    await this.working?.catch(() => undefined);
  }

  /**
   * Applies every rule until nothing is due, whatever becomes of the others. While it does, another call joins it.
   *
   * @returns rows deleted
   * @throws what the first rule threw that failed
   */
  run(): Promise<number> {
    this.working ??= this.work().finally(() => (this.working = undefined));
    return this.working;
  }

  /** Rules take turns, one batch each: a table that grows as fast as it is pruned must not keep the others waiting. */
  private async work(): Promise<number> {
    const batch = this.batch ?? (this.database.isEmbedded ? SQLITE_BATCH : BATCH);
    let deleted = 0;
    const failures: unknown[] = [];
    for (let open = this.rules; open.length > 0 && !this.stopped;) {
      const unfinished: PruneRule[] = [];
      for (const rule of open) {
        if (this.stopped) break;
        try {
          const began = performance.now();
          const taken = await this.take(rule, batch);
          if (!rule.wipe) deleted += taken;
          if (taken < batch) continue;
          unfinished.push(rule);
          await this.rest((performance.now() - began) * (1 / SHARE - 1));
        } catch (error) {
          failures.push(error);
        }
      }
      open = unfinished;
    }
    if (failures.length > 0) throw failures[0];
    return deleted;
  }

  private get stopped(): boolean {
    return this.stop.signal.aborted;
  }

  /** One batch of a rule. */
  private async take({ entity, column, keep, where, wipe }: PruneRule, batch: number): Promise<number> {
    const due: Where<never> = Object.assign({}, where, { [column]: atMost(this.clock.now() - keep) });
    if (wipe) return this.database.updateSome(entity, due, wipe, column, batch);
    const taken = await this.database.deleteSome(entity, due, column, batch);
    this.metrics.rowsPruned(taken);
    return taken;
  }

  /** Waits so many milliseconds, or until the process ends. */
  private async rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stop.signal }).catch(() => undefined);
  }

  private async tick(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.logger.warn(`Pruning was put off: ${(error as Error).message}`);
    }
  }
}
