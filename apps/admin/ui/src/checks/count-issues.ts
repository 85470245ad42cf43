import { call } from '../api/call.js';

interface Waiting {
  readonly clientId: string;
  readonly resolve: (open: number) => void;
  readonly reject: (problem: unknown) => void;
}

/** As many as the API takes. */
const BATCH = 100;

let waiting: Waiting[] = [];

/** The open issues of a client. Those of all clients that a page asks about at once come with one call. */
export function countIssues(clientId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(ask);
    waiting.push({ clientId, resolve, reject });
  });
}

function ask(): void {
  const asked = waiting;
  waiting = [];
  for (let i = 0; i < asked.length; i += BATCH) void answer(asked.slice(i, i + BATCH));
}

async function answer(asked: readonly Waiting[]): Promise<void> {
  try {
    const client = asked.map(({ clientId }) => clientId);
    const counts = await call('get', '/api/checks/counts', { query: { client } });
    const open = new Map(counts.map((count) => [count.clientId, count.open]));
    for (const { clientId, resolve } of asked) resolve(open.get(clientId) ?? 0);
  } catch (problem) {
    for (const { reject } of asked) reject(problem);
  }
}
