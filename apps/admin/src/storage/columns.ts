import type { ValueTransformer } from 'typeorm';

/** A 16-byte or 32-byte value, or sealed bytes. The migration creates the exact type of each dialect. */
export const binary = { type: 'blob' } as const;

/** Text that must compare byte for byte: a default utf8mb4 column also matches another case and trailing spaces. */
export const exactText = {
  type: 'blob',
  transformer: {
    to: (value: unknown) => (typeof value === 'string' ? Buffer.from(value) : value),
    from: (value: unknown) => (Buffer.isBuffer(value) ? value.toString() : value),
  } satisfies ValueTransformer,
} as const;

/** Milliseconds since the epoch in a BIGINT. The MySQL driver may hand it over as text. */
export const instant = {
  type: 'bigint',
  transformer: {
    to: (value: unknown) => value,
    from: (value: unknown) => (typeof value === 'string' ? Number(value) : value),
  } satisfies ValueTransformer,
} as const;
