import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVER_CORE } from '../machine/cores.mjs';
import { freePort } from '../machine/free-port.mjs';
import { runOnce } from '../machine/run-once.mjs';
import { ServerProcess } from '../machine/server-process.mjs';
import { API, API_SCOPE, REDIRECT_URI, USERS } from './cast.mjs';

const SERVER = fileURLToPath(new URL('../../../apps/server/dist/', import.meta.url));
const SEED = fileURLToPath(new URL('./servers/seed-portcullis.mjs', import.meta.url));
const MASTER_KEY = 'mB6J1H1oW0cJb0gZl3lq8v1gqv0b0p7m2n3c4x5z6a8';

/**
 * Every authorization request that waits for a sign-in counts against its source, and here all come from one. The
 * default is 1000 in a minute.
 */
export const LIMITS = { authorization: { attempts: 1_000_000, seconds: 60 } };

const WORKS = ['cc-opaque', 'cc-jwt', 'introspection', 'refresh', 'code-session', 'code-sign-in', 'userinfo'];

/** The product as operators run it: `apps/server`, real migrations, a fresh database. */
function portcullis(storage) {
  return {
    name: `portcullis/${storage}`,
    works: WORKS,
    install: (machine) => install(machine, storage),
  };
}

export const PORTCULLIS = [portcullis('mariadb'), portcullis('sqlite')];

/**
 * A migrated database with clients and users in it, and where its server is going to be.
 *
 * @returns an installation whose `start` runs the server, as often as wanted
 */
export async function prepare(machine, storage) {
  const database = await createDatabase(machine, storage);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    DATABASE_URL: database.url,
    ISSUER: origin,
    MASTER_KEY,
    LOG_LEVEL: 'silent',
    LIMITS: JSON.stringify(LIMITS),
    SCOPES: JSON.stringify({ [API_SCOPE]: { title: 'See your orders' } }),
  };
  await runOnce(join(SERVER, 'migrate.js'), env);
  const clients = JSON.parse(await runOnce(SEED, env));
  return { database, port, origin, env, clients };
}

/** Starts one server process of a prepared installation and waits for nothing. */
export function start(machine, prepared, { port = prepared.port, core = SERVER_CORE } = {}) {
  return new ServerProcess(machine.cores, join(SERVER, 'main.js'), {
    env: { ...prepared.env, PORT: String(port) },
    // As `npm run start:server` has it.
    nodeArgs: ['--max-semi-space-size=4', '--heap-growing-percent=20', ...machine.profileArgs],
    core,
  });
}

/** What works have to know about an installation. */
function siteOf({ origin, clients }, port) {
  const at = (path) => `${origin}/oauth/${path}`;
  return {
    origin,
    port,
    endpoints: {
      token: at('token'),
      introspect: at('introspect'),
      authorize: at('authorize'),
      userinfo: at('userinfo'),
      jwks: at('jwks'),
    },
    clients,
    users: USERS,
    redirectUri: REDIRECT_URI,
    apiScope: API_SCOPE,
    signInScope: 'openid',
    jwtParameters: {},
    buttons: { signIn: ['action', 'sign_in'], allow: ['decision', 'allow'] },
    idToken: true,
    api: API,
  };
}

async function install(machine, storage) {
  const prepared = await prepare(machine, storage);
  return {
    start: () => serve(machine, prepared),
    drop: () => prepared.database.drop(),
  };
}

/** Starts one server process and waits until it listens. */
export async function serve(machine, prepared, where = {}) {
  const server = start(machine, prepared, where);
  const port = await server.ready;
  return { site: siteOf(prepared, port), pid: server.pid, stop: () => server.stop() };
}

async function createDatabase(machine, storage) {
  if (storage === 'mariadb') {
    const url = await machine.mariadb.createSchema();
    return { url, drop: () => machine.mariadb.dropSchema(url) };
  }
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const drop = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', drop);
  return { url: `sqlite:${join(folder, 'bench.sqlite')}`, drop };
}
