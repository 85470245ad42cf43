import { fileURLToPath } from 'node:url';
import { freePort } from '../machine/free-port.mjs';
import { ServerProcess } from '../machine/server-process.mjs';
import { API, API_SCOPE, CLIENTS, REDIRECT_URI, USERS } from './cast.mjs';

/**
 * A target that is a program in `servers/`: a library in the host that its manual describes.
 *
 * @param options.program file in `servers/`
 * @param options.storage `memory` or `mariadb`
 * @param options.paths of its endpoints
 * @param options.site what works have to know beside that
 */
export function peer({ name, program, storage, works, paths, site = {} }) {
  return {
    name,
    works,
    isFloor: site.isFloor ?? false,
    install: async (machine) => {
      const url = storage === 'mariadb' ? await machine.mariadb.createSchema() : null;
      const port = await freePort();
      const origin = `http://127.0.0.1:${port}`;
      const script = fileURLToPath(new URL(`./servers/${program}`, import.meta.url));
      const env = { PORT: String(port), ...(url !== null && { DATABASE_URL: url }) };
      return {
        start: async () => {
          const server = new ServerProcess(machine.cores, script, { env });
          await server.ready;
          return {
            site: { ...siteOf(origin, port, paths), ...site },
            pid: server.pid,
            stop: () => server.stop(),
          };
        },
        drop: async () => {
          if (url !== null) await machine.mariadb.dropSchema(url);
        },
      };
    },
  };
}

function siteOf(origin, port, paths) {
  return {
    origin,
    port,
    endpoints: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${origin}${path}`])),
    clients: CLIENTS,
    users: USERS,
    redirectUri: REDIRECT_URI,
    api: API,
    apiScope: API_SCOPE,
    signInScope: API_SCOPE,
    jwtParameters: {},
    buttons: { signIn: ['action', 'sign_in'], allow: ['decision', 'allow'] },
    idToken: false,
  };
}
