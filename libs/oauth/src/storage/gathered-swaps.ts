import type { Swap } from './conditions.js';
import { MOST_AT_ONCE } from './gathered-inserts.js';
import { textOf } from './key.js';
import { isOfOneRow } from './storage-error.js';
import type { EntityClass } from './table.js';

/** What the statements are, all about one table. */
interface Statements {
  one(entity: EntityClass<object>, swap: Swap): Promise<boolean>;
  /** Of different rows and the same columns: how many were made. */
  many(entity: EntityClass<object>, swaps: readonly Swap[]): Promise<number>;
  /** Which rows hold what their swap would put there. */
  holding(entity: EntityClass<object>, swaps: readonly Swap[]): Promise<readonly boolean[]>;
}

interface Waiting {
  readonly swap: Swap;
  readonly resolve: (made: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Swaps in one table that were asked for in one turn of the event loop travel in one statement, which decides about
 * each row by itself. It tells only how many it made: when that is not all of them, the rows tell which, because what
 * a swap puts there is known to nobody else.
 */
export class GatheredSwaps {
  private readonly waiting = new Map<EntityClass<object>, Map<string, Waiting>>();

  constructor(private readonly statements: Statements) {}

  add(entity: EntityClass<object>, swap: Swap): Promise<boolean> {
    const waiting = this.waiting.get(entity);
    // One statement meets a row once.
    if (waiting?.has(textOf(swap.key))) return this.statements.one(entity, swap);
    return new Promise((resolve, reject) => {
      const own: Waiting = { swap, resolve, reject };
      if (waiting) waiting.set(textOf(swap.key), own);
      else {
        this.waiting.set(entity, new Map([[textOf(swap.key), own]]));
        setImmediate(() => this.serve(entity));
      }
    });
  }

  private serve(entity: EntityClass<object>): void {
    // In one order in every process: two statements must not wait for each other's rows.
    const waiting = [...this.waiting.get(entity)!]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, each]) => each);
    this.waiting.delete(entity);
    for (let i = 0; i < waiting.length; i += MOST_AT_ONCE) {
      void this.swapTogether(entity, waiting.slice(i, i + MOST_AT_ONCE));
    }
  }

  private async swapTogether(entity: EntityClass<object>, waiting: readonly Waiting[]): Promise<void> {
    const swaps = waiting.map(({ swap }) => swap);
    try {
      const made = await this.make(entity, swaps);
      waiting.forEach(({ resolve }, i) => resolve(made[i]!));
    } catch (error) {
      // A statement that is refused for one of its rows has changed none.
      const again = waiting.length > 1 && isOfOneRow(error);
      for (const { swap, resolve, reject } of waiting) {
        if (again) this.statements.one(entity, swap).then(resolve, reject);
        else reject(error);
      }
    }
  }

  private async make(entity: EntityClass<object>, swaps: readonly Swap[]): Promise<readonly boolean[]> {
    if (swaps.length === 1) return [await this.statements.one(entity, swaps[0]!)];
    const made = await this.statements.many(entity, swaps);
    return made === swaps.length ? swaps.map(() => true) : this.statements.holding(entity, swaps);
  }
}
