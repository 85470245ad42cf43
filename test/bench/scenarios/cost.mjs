import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { closeLanes, openLanes } from '../load/lanes.mjs';
import { walk } from '../load/steps.mjs';
import { round, table } from '../report/table.mjs';
import { prepare, serve } from '../targets/portcullis.mjs';

/** Flows of one connection, one after another: nothing is gathered with what another request writes. */
const FLOWS = 300;
/** What fits into SQLite's log before it begins anew, at 4 MiB. */
const FLOWS_IN_LOG = 20;

const STATEMENTS = ['Com_select', 'Com_insert', 'Com_update', 'Com_delete'];
const REDO_LOG = 'Innodb_os_log_written';

/** Tables that grow with tokens and people. */
const TABLES = [
  'oauth_access_token',
  'oauth_refresh_token',
  'oauth_authorization',
  'oauth_authorization_code',
  'oauth_audit_event',
];

/** What one flow asks of the database, and what it leaves there. Nothing else may use the server meanwhile. */
export const COST = {
  name: 'cost',

  async run(machine, { works }, tell) {
    const figures = [];
    for (const work of works) {
      const flows = work.name === 'code-sign-in' ? FLOWS / 10 : FLOWS;
      const mariadb = await onMariaDb(machine, work, flows);
      const log = await onSqlite(machine, work);
      figures.push({ work: work.title, ...mariadb, log });
      tell(`${work.name}: ${STATEMENTS.map((name) => round(mariadb.counts[name])).join(', ')}`);
    }
    return figures;
  },

  report: (figures) =>
    [
      table(
        ['one flow', 'reads', 'inserts', 'updates', 'deletes', 'redo log, bytes', 'SQLite log, bytes'],
        figures.map(({ work, counts, log }) => [
          work,
          ...[...STATEMENTS, REDO_LOG].map((name) => round(counts[name])),
          round(log),
        ]),
      ),
      '',
      table(
        ['rows a flow leaves', ...TABLES],
        figures.map(({ work, rows }) => [work, ...TABLES.map((name) => round(rows[name]))]),
      ),
    ].join('\n'),
};

async function onMariaDb(machine, work, flows) {
  const prepared = await prepare(machine, 'mariadb');
  const running = await serve(machine, prepared);
  const connection = await createConnection(prepared.database.url);
  try {
    return await withLane(running.site, work, async (next) => {
      const before = await stateOf(connection);
      for (let n = 0; n < flows; n++) await next();
      const after = await stateOf(connection);
      // Those that counted the rows just now.
      after.counts.Com_select -= TABLES.length;
      const each = (kind) =>
        Object.fromEntries(
          Object.keys(after[kind]).map((name) => [name, (after[kind][name] - before[kind][name]) / flows]),
        );
      return { counts: each('counts'), rows: each('rows') };
    });
  } finally {
    await connection.end();
    await running.stop();
    await prepared.database.drop();
  }
}

/** @returns bytes that one flow appends to SQLite's write-ahead log */
async function onSqlite(machine, work) {
  const prepared = await prepare(machine, 'sqlite');
  const running = await serve(machine, prepared);
  const file = prepared.database.url.slice('sqlite:'.length);
  const connection = new Sqlite(file);
  try {
    return await withLane(running.site, work, async (next) => {
      // What is written a little later, such as counters, is of this flow too, but not of those before.
      await sleep(1500);
      connection.pragma('wal_checkpoint(TRUNCATE)');
      for (let n = 0; n < FLOWS_IN_LOG; n++) await next();
      return statSync(`${file}-wal`).size / FLOWS_IN_LOG;
    });
  } finally {
    connection.close();
    await running.stop();
    await prepared.database.drop();
  }
}

async function withLane(site, work, use) {
  const lanes = await openLanes(site, work, { count: 1 });
  try {
    return await use(() => walk(lanes[0].connection, lanes[0].next()));
  } finally {
    closeLanes(lanes);
  }
}

async function stateOf(connection) {
  const rows = {};
  for (const name of TABLES)
    rows[name] = Number((await connection.query(`SELECT COUNT(*) AS n FROM ${name}`))[0][0].n);
  const [status] = await connection.query('SHOW GLOBAL STATUS');
  const values = Object.fromEntries(status.map((row) => [row.Variable_name, Number(row.Value)]));
  return { rows, counts: Object.fromEntries([...STATEMENTS, REDO_LOG].map((name) => [name, values[name]])) };
}
