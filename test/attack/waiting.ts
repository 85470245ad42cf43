import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable, type Target } from './target.js';

/** Longer than this nobody waits for a foreign server. Seconds. */
const LONGEST = 120;

/**
 * The same installation, that many seconds later: through a process whose clock is ahead, or, at a server that is not
 * ours, after really waiting.
 */
export async function later(target: Target, seconds: number): Promise<Target> {
  if (target.operator) return target.at(await target.operator.startMember({ clockShift: seconds }));
  if (seconds > LONGEST) throw new Unavailable('needs the operator');
  await delay(seconds * 1000);
  return target;
}

/**
 * Asks until the answer is the one that must come: for what another process sees only after a documented bound.
 *
 * @param seconds the bound, and a little for the way
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isRight: (answer: Answer) => boolean,
  seconds = 5,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || performance.now() > end) return answer;
    await delay(50);
  }
}
