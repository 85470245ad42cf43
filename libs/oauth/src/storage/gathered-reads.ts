import { textOf, type Key } from './key.js';

/** Reads what these keys name: in any order, and nothing for one that names nothing. */
type Read<T> = (keys: readonly Key[]) => Promise<readonly (readonly [key: Key, found: T])[]>;

interface Waiting {
  readonly key: Key;
  readonly resolve: (found: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rows that were looked up by their primary key in one turn of the event loop travel in one statement: a round trip and
 * most of the driver's work are shared. Every lookup is asked of the database, after it was made.
 */
export class GatheredReads {
  private readonly waiting = new Map<string, Map<string, Waiting>>();

  /**
   * @param what is read, by the names of its tables; the same words always mean the same `read`
   * @returns null when the key names nothing
   */
  get<T>(what: string, key: Key, read: Read<T>): Promise<T | null> {
    const waiting = this.waiting.get(what);
    // Each gets objects of its own.
    if (waiting?.has(textOf(key))) return alone(key, read);
    return new Promise<T | null>((resolve, reject) => {
      const own: Waiting = { key, resolve: resolve as Waiting['resolve'], reject };
      if (waiting) waiting.set(textOf(key), own);
      else {
        this.waiting.set(what, new Map([[textOf(key), own]]));
        setImmediate(() => void this.serve(what, read));
      }
    });
  }

  private async serve<T>(what: string, read: Read<T>): Promise<void> {
    const waiting = this.waiting.get(what)!;
    this.waiting.delete(what);
    try {
      for (const [key, found] of await read([...waiting.values()].map((each) => each.key))) {
        waiting.get(textOf(key))?.resolve(found);
        waiting.delete(textOf(key));
      }
      for (const { resolve } of waiting.values()) resolve(null);
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
    }
  }
}

async function alone<T>(key: Key, read: Read<T>): Promise<T | null> {
  const [found] = await read([key]);
  return found?.[1] ?? null;
}
