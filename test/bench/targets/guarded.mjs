import { fileURLToPath } from 'node:url';
import { ServerProcess } from '../machine/server-process.mjs';
import { API } from './cast.mjs';

const SCRIPT = fileURLToPath(new URL('./servers/guarded.mjs', import.meta.url));

/** An API under `@portcullis/bearer` on one of Nest's adapters, running. */
export async function guarded(machine, adapter, authority) {
  const server = new ServerProcess(machine.cores, SCRIPT, {
    env: { ADAPTER: adapter, ISSUER: authority.issuer, AUDIENCE: API, PUBLIC_KEY: authority.publicKey },
    nodeArgs: machine.profileArgs,
  });
  const port = await server.ready;
  return { site: { origin: `http://127.0.0.1:${port}`, port }, pid: server.pid, stop: () => server.stop() };
}
