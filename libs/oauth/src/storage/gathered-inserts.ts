import { isOfOneRow } from './storage-error.js';
import type { EntityClass } from './table.js';

type Insert = (entity: EntityClass<object>, rows: readonly object[]) => Promise<void>;

interface Waiting {
  readonly row: object;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Rows: one statement stays well below the largest packet. */
export const MOST_AT_ONCE = 100;

/**
 * Rows of one table that were inserted in one turn of the event loop travel in one statement: a round trip, a commit
 * and most of the driver's work are shared. Each answer waits for the commit, and a row that cannot be inserted fails
 * alone.
 */
export class GatheredInserts {
  private readonly waiting = new Map<EntityClass<object>, Waiting[]>();

  constructor(private readonly insert: Insert) {}

  add<T extends object>(entity: EntityClass<T>, row: object): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.waiting.get(entity);
      if (waiting) waiting.push({ row, resolve, reject });
      else {
        this.waiting.set(entity, [{ row, resolve, reject }]);
        setImmediate(() => this.serve(entity));
      }
    });
  }

  private serve(entity: EntityClass<object>): void {
    const waiting = this.waiting.get(entity)!;
    this.waiting.delete(entity);
    for (let i = 0; i < waiting.length; i += MOST_AT_ONCE) {
      void this.insertTogether(entity, waiting.slice(i, i + MOST_AT_ONCE));
    }
  }

  private async insertTogether(entity: EntityClass<object>, waiting: readonly Waiting[]): Promise<void> {
    try {
      await this.insert(
        entity,
        waiting.map(({ row }) => row),
      );
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      // A statement that is refused for one of its rows has inserted none.
      if (waiting.length > 1 && isOfOneRow(error)) {
        for (const each of waiting) void this.insertTogether(entity, [each]);
      } else {
        for (const { reject } of waiting) reject(error);
      }
    }
  }
}
