import { createHash } from 'node:crypto';
import type { Problem } from './rule.js';

/** One id for one rule and one object, whichever process has found it. In the text form of a UUID. */
export function findingId({ rule, object }: Pick<Problem, 'rule' | 'object'>): string {
  const digest = createHash('sha256').update(JSON.stringify([rule, object.kind, object.id]));
  const hex = digest.digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
