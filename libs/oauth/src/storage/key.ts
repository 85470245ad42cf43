/** The value of a primary key. */
export type Key = string | Buffer;

/** Two keys are the same when their texts are. */
export function textOf(key: Key): string {
  return typeof key === 'string' ? key : key.toString('latin1');
}
