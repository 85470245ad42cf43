import type { ValueTransformer } from 'typeorm';
import { idFromText, idToText } from '../primitives/id.js';

/**
 * How values travel between entities and columns. Binary column types differ by dialect, so entities declare the
 * type both drivers accept (`blob`) and the migrations create the exact one; `synchronize: false` on every entity
 * keeps TypeORM's schema tools away from our tables.
 */

/**
 * Only text, bytes and null may be compared with an exact column: MySQL and MariaDB would find any text equal to the
 * number 0, and their driver would spell an array out into the statement.
 */
function exact(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value);
  return bytes(value);
}

function bytes(value: unknown): unknown {
  if (value === null || value === undefined || Buffer.isBuffer(value)) return value;
  throw new TypeError(`A value of type ${typeof value} cannot be compared byte for byte.`);
}

/** A 16-byte or 32-byte value: BINARY(n) on MySQL and MariaDB, BLOB on SQLite. */
export const binary = {
  type: 'blob',
  transformer: { to: bytes, from: (value: unknown) => value } satisfies ValueTransformer,
} as const;

/**
 * Text that must compare byte for byte: VARBINARY. A default utf8mb4 column also matches another case, an accent
 * and trailing spaces.
 */
export const exactText = {
  type: 'blob',
  transformer: {
    to: exact,
    from: (value: unknown) => (Buffer.isBuffer(value) ? value.toString() : value),
  } satisfies ValueTransformer,
} as const;

/** Milliseconds since the epoch in a BIGINT: free of time zones and of DATETIME rounding. */
export const instant = {
  type: 'bigint',
  transformer: {
    to: (value: unknown) => value,
    from: (value: unknown) => (typeof value === 'string' ? Number(value) : value),
  } satisfies ValueTransformer,
} as const;

export const flag = {
  type: 'int',
  transformer: {
    to: (value: unknown) => (typeof value === 'boolean' ? Number(value) : value),
    from: (value: unknown) => (value === null ? null : Boolean(value)),
  } satisfies ValueTransformer,
} as const;

/** A small structure as JSON text. Never searched inside. */
export const json = {
  type: 'text',
  transformer: {
    to: (value: unknown) => (value === undefined || value === null ? value : JSON.stringify(value)),
    from: (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value),
  } satisfies ValueTransformer,
} as const;

/** A list as JSON text. NULL is the empty list: so rows from before the column came are read, and new ones stay short. */
export const jsonList = {
  type: 'text',
  transformer: {
    to: (value: unknown) => (Array.isArray(value) && value.length === 0 ? null : json.transformer.to(value)),
    from: (value: unknown) => json.transformer.from(value) ?? [],
  } satisfies ValueTransformer,
} as const;

/** A 16-byte id that people see: text in the entity, 16 bytes in the table. */
export const uuid = {
  type: 'blob',
  transformer: {
    // A text that is no id matches no row.
    to: (value: unknown) =>
      typeof value === 'string' ? (idFromText(value) ?? Buffer.alloc(0)) : bytes(value),
    from: (value: unknown) => (Buffer.isBuffer(value) ? idToText(value) : value),
  } satisfies ValueTransformer,
} as const;
