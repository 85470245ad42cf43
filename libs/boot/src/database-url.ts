import { makePrivateFile } from './private-file.js';

/** Where the authorization server keeps its data unless it is told otherwise; for a first try on one machine. */
const EMBEDDED = '.portcullis/portcullis.sqlite';

/**
 * `DATABASE_URL`, which server and admin app share, or the embedded file below the current folder. That one is made
 * when it is not there, and ends the process with one line when it cannot be.
 */
export function databaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url) return url;
  try {
    makePrivateFile(EMBEDDED);
  } catch (error) {
    console.error(
      `The database ${EMBEDDED} cannot be made here: ${(error as Error).message}. ` +
        'Set DATABASE_URL, or start in a folder that you may write to.',
    );
    process.exit(1);
  }
  return `sqlite:${EMBEDDED}`;
}
