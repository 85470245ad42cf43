import { NotContains } from 'class-validator';

/** For text that is looked for: SQLite ends a pattern at a NUL character, and what is left of it may fit everything. */
export function WithoutNul(): PropertyDecorator {
  return NotContains('\0', { message: '$property must not contain a NUL character' });
}
