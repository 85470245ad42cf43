import { setTimeout as delay } from 'node:timers/promises';

/** Waits for what happens in the background: asks until there is an answer. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isThere: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    await delay(20);
  }
  throw new Error(`It has not happened: ${JSON.stringify(await ask())}`);
}
