/** Where the authorization server keeps its data unless it is told otherwise; for a first try on one machine. */
const EMBEDDED = 'sqlite:.portcullis/portcullis.sqlite';

/** `DATABASE_URL`, which server and admin app share, or the embedded file below the current folder. */
export function databaseUrl(): string {
  return process.env['DATABASE_URL'] || EMBEDDED;
}
