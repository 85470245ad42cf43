import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../primitives/clock.js';
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
const BATCHES_PER_RUN = 100;

/**
 * Deletes or empties what has expired, in bounded batches by an index, so that tables stay flat. Every process runs it;
 * two at once only share the work.
 */
export class Pruner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: readonly PruneRule[],
    private readonly everySeconds: number,
  ) {}

  onApplicationBootstrap(): void {
    if (this.everySeconds === 0) return;
    this.timer = setInterval(() => void this.tick(), this.everySeconds * 1000).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Applies every rule, whatever becomes of the others.
   *
   * @returns rows deleted
   * @throws what the first rule threw that failed
   */
  async run(): Promise<number> {
    let deleted = 0;
    const failures: unknown[] = [];
    for (const rule of this.rules) {
      try {
        deleted += await this.apply(rule);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return deleted;
  }

  private async apply({ entity, column, keep, where, wipe }: PruneRule): Promise<number> {
    const due: Where<never> = Object.assign({}, where, { [column]: atMost(this.clock.now() - keep) });
    let deleted = 0;
    for (let batch = 0; batch < BATCHES_PER_RUN; batch++) {
      const taken = wipe
        ? await this.database.updateSome(entity, due, wipe, column, BATCH)
        : await this.database.deleteSome(entity, due, column, BATCH);
      if (!wipe) deleted += taken;
      if (taken < BATCH) break;
    }
    return deleted;
  }

  private async tick(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.logger.warn(`Pruning was put off: ${(error as Error).message}`);
    }
  }
}
