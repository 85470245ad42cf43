import type { Target } from './target.js';

/** One item of the list, as a test against a server that is known by its URL alone. */
export type Item = (target: Target) => Promise<void>;

/** A section's items by id. */
export type Items = Readonly<Record<string, Item>>;
