/** A comparison in a `where`, beside plain values (equal), null (IS NULL) and arrays (IN). */
export class Comparison {
  constructor(
    readonly operator: '<' | '<=' | '>' | '>=',
    readonly value: unknown,
  ) {}
}

export const below = (value: unknown): Comparison => new Comparison('<', value);
export const atMost = (value: unknown): Comparison => new Comparison('<=', value);
export const above = (value: unknown): Comparison => new Comparison('>', value);

/** In a `set`: add to what the column holds, decided by the database. */
export class Increment {
  constructor(readonly by: number) {}
}

export const increment = (by = 1): Increment => new Increment(by);

export type Where<T> = { readonly [K in keyof T]?: T[K] | readonly T[K][] | Comparison | null };
export type Changes<T> = { readonly [K in keyof T]?: T[K] | Increment | null };
