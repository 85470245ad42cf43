import type { Key } from './key.js';

/** A comparison in a `where`, beside plain values (equal), null (IS NULL) and arrays (IN). */
export class Comparison {
  constructor(
    readonly operator: '<' | '<=' | '>' | '>=',
    readonly value: unknown,
  ) {}
}

/** Less than `value`; no row whose column is NULL. */
export const below = (value: unknown): Comparison => new Comparison('<', value);
/** Less than or equal to `value`; no row whose column is NULL. */
export const atMost = (value: unknown): Comparison => new Comparison('<=', value);
/** Greater than `value`; no row whose column is NULL. */
export const above = (value: unknown): Comparison => new Comparison('>', value);

/** In a `set`: add to what the column holds, decided by the database. */
export class Increment {
  constructor(readonly by: number) {}
}

/** In a `set`: the column's own value and `by`, which may be negative. */
export const increment = (by = 1): Increment => new Increment(by);

export type Where<T> = { readonly [K in keyof T]?: T[K] | readonly T[K][] | Comparison | null };
export type Changes<T> = { readonly [K in keyof T]?: T[K] | Increment | null };

/** Compare and swap: replaces a value, if it is still what was read, and other columns of its row with it. */
export interface Swap<T = Record<string, unknown>> {
  /** Of the row: the value of its primary key. */
  readonly key: Key;
  /** Decides: it must still hold `from`, and gets a value that nobody else could write. */
  readonly property: keyof T & string;
  readonly from: T[keyof T];
  /** What the row gets, `property` among it. */
  readonly changes: { readonly [K in keyof T]?: T[K] | null };
}
