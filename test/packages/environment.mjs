import { dirname, join } from 'node:path';

/** The repository these scripts belong to. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** What npm adds for the scripts it runs, and settings of our apps that somebody may have in a shell. */
const NOT_A_STRANGERS =
  /^(npm_(package|lifecycle)_.*|npm_(command|execpath|node_execpath|config_local_prefix)|INIT_CWD|NODE|NODE_OPTIONS|DATABASE_URL|ISSUER|MASTER_KEY|PORT|HOST)$/;

/**
 * The environment of somebody who has a shell but not this repository: its tools are not on the PATH.
 *
 * @param extra variables beside it
 */
export function strangersEnvironment(extra = {}) {
  const own = Object.entries(process.env).filter(([name]) => !NOT_A_STRANGERS.test(name));
  const PATH = process.env.PATH.split(':')
    .filter((folder) => !/node_modules\/\.bin$|node-gyp-bin$/.test(folder))
    .join(':');
  return { ...Object.fromEntries(own), PATH, ...extra };
}

/** The same with the Node.js that runs this script, for applications that bring none of their own. */
export function hostsEnvironment(extra = {}) {
  const environment = strangersEnvironment(extra);
  return { ...environment, PATH: `${dirname(process.execPath)}:${environment.PATH}` };
}
