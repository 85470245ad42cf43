import { join } from 'node:path';

/** Where everything of one story runs: four ports in a row, two host names. */
export interface Places {
  readonly portBase: number;
  readonly issuer: string;
  readonly admin: string;
  readonly api: string;
  readonly client: string;
}

/**
 * The authorization server is on `localhost`, everything else on `127.0.0.1`: two sites for a browser, as they would
 * be in real life, so that cookies behave as they will.
 */
export function placesFrom(portBase: number): Places {
  return {
    portBase,
    issuer: `http://localhost:${portBase}`,
    admin: `http://127.0.0.1:${portBase + 1}`,
    api: `http://127.0.0.1:${portBase + 2}`,
    client: `http://127.0.0.1:${portBase + 3}`,
  };
}

/** @throws when `--port-base` is given without a usable number, and for anything else than `--port-base` */
export function readPortBase(args: readonly string[]): number {
  const [name, value] = args.flatMap((arg) => arg.split('='));
  if (name === undefined) return 3000;
  const port = Number(value);
  if (name !== '--port-base' || args.join('=').split('=').length > 2) {
    throw new Error(
      `"${args.join(' ')}" is not understood. The one option is --port-base, as in npm start -- --port-base 4000.`,
    );
  }
  if (!value || !Number.isInteger(port) || port < 1 || port > 65532) {
    throw new Error(`--port-base takes a number from 1 to 65532; "${value ?? ''}" is none.`);
  }
  return port;
}

/** Data, credentials and logs of the story, below the folder it is started from. */
export const FOLDER = '.portcullis';
export const LOGS = join(FOLDER, 'logs');
/** Mails of the server, in place of a mail server. */
export const MAILS = join(FOLDER, 'mail');
export const DEMO_FILE = join(FOLDER, 'demo.json');

/** The SQLite file of a story that is told without STORY_DATABASE_URL. */
export function embeddedDatabase(portBase: number): string {
  return join(FOLDER, `story-${portBase}.sqlite`);
}
