import type { CheckedKey, Circumstances, Problem } from '../rule.js';

const DAY = 86_400_000;
/** Where the server does not say how long a key is to sign. Seconds. */
const USUAL = 90 * 86_400;
/** The server replaces a key by itself; one that is that much older has been forgotten by it. */
const PATIENCE = 7 * DAY;

/** @param keys the ones that sign now */
export function oldKeys(keys: readonly CheckedKey[], { now, server }: Circumstances): Problem[] {
  const most = (server?.rotateKeysEvery ?? USUAL) * 1000;
  return keys
    .filter(({ activatesAt }) => now - activatesAt > most + PATIENCE)
    .map(({ kid, alg, activatesAt }) => ({
      rule: 'key_old',
      severity: 'medium',
      object: { kind: 'key', id: kid, name: `${alg} ${kid.slice(0, 8)}` },
      details: { since: new Date(activatesAt).toISOString(), days: Math.floor(most / DAY) },
      fix: null,
    }));
}
