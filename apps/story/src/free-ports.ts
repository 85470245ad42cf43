import { once } from 'node:events';
import { createServer } from 'node:net';

/** @throws Error that says what to type instead when one of the story's four ports is taken */
export async function requireFreePorts(portBase: number): Promise<void> {
  for (const port of [0, 1, 2, 3].map((offset) => portBase + offset)) {
    if (!(await isTaken(port))) continue;
    const other = portBase + 1000 <= 65532 ? portBase + 1000 : 3000;
    throw new Error(`Port ${port} is taken. Choose others: npm start -- --port-base ${other}`);
  }
}

/** Anything else that is wrong with a port or with HOST is told by the app that opens it. */
async function isTaken(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, process.env['HOST'] || '127.0.0.1'), 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  }
  await once(probe.close(), 'close');
  return false;
}
