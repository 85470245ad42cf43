// Measures the lists of the admin app on what bench:seed-admin has put into a database.
//
//   DATABASE_URL=mysql://root@127.0.0.1:3306/bench npm run bench:admin-lists
//
// Of each list: how long the first page and one far behind take, and how the database goes about it. Of the export:
// how much memory it takes. A list that this version does not have is named, not an error.
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mintHandle } from '@portcullis/oauth';
import { createConnection } from 'mysql2/promise';

const url = process.env.DATABASE_URL;
if (!url?.startsWith('mysql:')) {
  console.error(
    'DATABASE_URL is not set to a MariaDB or MySQL database. Fill one first: npm run bench:seed-admin.',
  );
  process.exit(1);
}

/** Server time that a first page may take. Milliseconds. */
const ALLOWED = 300;
const RUNS = 30;
const LISTS = [
  '/api/overview',
  '/api/clients',
  '/api/clients?search=acme',
  '/api/clients?search=bench-c00050000',
  '/api/clients?sort=-created',
  '/api/users',
  '/api/users?search=grace',
  '/api/grants',
  '/api/audit',
  '/api/audit?event=sign_in.failed',
  '/api/audit?search=grace',
  '/api/checks',
  '/api/search?q=acme',
  '/api/search?q=grace',
];
const EXPORTS = ['/api/audit/export?format=ndjson', '/api/audit/export?format=csv'];

const dist = fileURLToPath(new URL('../../apps/admin/dist/', import.meta.url));
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const environment = {
  PATH: process.env.PATH,
  DATABASE_URL: url,
  ADMIN_URL: origin,
  ADMIN_CLIENT_SECRET: randomBytes(32).toString('base64url'),
  // Nobody signs in: the session below is put into the database.
  ISSUER: 'http://127.0.0.1:9',
  MASTER_KEY: randomBytes(32).toString('base64url'),
  LOG_LEVEL: 'warn',
};
await ended(fork(`${dist}migrate.js`, [], { env: environment, execArgv: [], stdio: 'inherit' }));
await ended(
  fork(`${dist}create-admin.js`, ['--subject', 'bench-owner', '--name', 'Bench'], {
    env: environment,
    execArgv: [],
    stdio: 'ignore',
  }),
);
const connection = await createConnection({ uri: url });
const cookie = await openSession();
const queries = [];
const app = fork(`${dist}main.js`, [], {
  env: environment,
  execArgv: ['--import', new URL('./record-queries.mjs', import.meta.url).href],
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
await new Promise((resolve, reject) => {
  app.on('message', (message) => (message.query ? queries.push(message.query) : resolve()));
  app.once('close', (code) => reject(new Error(`The admin app ended (${code}).`)));
});

try {
  await counts();
  const plans = new Map();
  console.log(`\nMilliseconds of ${RUNS} calls on loopback; ${ALLOWED} are allowed.\n`);
  console.log(row('list', 'median', 'p99', 'rows', 'deep page'));
  console.log(row('---', '---:', '---:', '---:', '---:'));
  for (const path of LISTS) await measure(path, plans);
  for (const path of EXPORTS) await measureExport(path);
  await explain(plans);
} finally {
  app.kill('SIGTERM');
  await connection.query("DELETE FROM admin_session WHERE subject = 'bench-owner'");
  await connection.query("DELETE FROM admin_member WHERE subject = 'bench-owner'");
  await connection.end();
}

async function measure(path, plans) {
  const first = await get(path);
  if (first.status === 404) return console.log(row(path, 'not in this version', '', '', ''));
  if (first.status !== 200) return console.log(row(path, `status ${first.status}`, '', '', ''));
  queries.length = 0;
  await get(path);
  // Its queries come by another way than its answer.
  await sleep(100);
  plans.set(path, [...queries]);
  const times = [];
  for (let run = 0; run < RUNS; run++) times.push((await get(path)).ms);
  times.sort((a, b) => a - b);
  const rows = first.body.total === undefined ? '' : `${first.body.total}${first.body.more ? '+' : ''}`;
  const [median, p99] = [times[Math.floor(RUNS / 2)], times.at(-1)];
  const verdict = p99 > ALLOWED ? ' ✗' : '';
  console.log(
    row(path, median.toFixed(1), p99.toFixed(1) + verdict, rows, await deepPage(path, first.body.next)),
  );
}

/** The twenty-first page, which a list that counts rows from the start would take twenty times as long for. */
async function deepPage(path, next) {
  let page = { ms: NaN };
  for (let i = 0; i < 20 && next; i++) {
    page = await get(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`);
    next = page.body.next;
  }
  return Number.isNaN(page.ms) ? '' : page.ms.toFixed(1);
}

async function measureExport(path) {
  const before = memory();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, memory())), 20);
  const began = performance.now();
  const answer = await fetch(origin + path, { headers: { cookie } });
  if (answer.status !== 200) {
    clearInterval(watch);
    await answer.body?.cancel();
    return console.log(
      `\n${path}: ${answer.status === 404 ? 'not in this version' : `status ${answer.status}`}`,
    );
  }
  let [bytes, lines] = [0, 0];
  const digest = createHash('sha256');
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines++;
    digest.update(chunk);
  }
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `\n${path}: ${lines} lines, ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s; ` +
      `memory ${before} MB before, ${most} MB at most (+${most - before}).`,
  );
}

async function explain(plans) {
  console.log('\nHow the database goes about it:');
  for (const [path, statements] of plans) {
    console.log(`\n${path}`);
    for (const sql of statements.filter(
      (each) => !/\badmin_(session|member|client_assignment)\b/.test(each),
    )) {
      console.log(`  ${sql.replace(/\s+/g, ' ').slice(0, 220)}`);
      const [plan] = await connection.query(`EXPLAIN ${sql}`);
      for (const { table, type, key, rows, Extra } of plan)
        console.log(
          `    ${table ?? '-'}: ${type ?? '-'}, key ${key ?? 'none'}, about ${rows ?? 0} rows${Extra ? `, ${Extra}` : ''}`,
        );
    }
  }
}

async function counts() {
  for (const table of ['oauth_client', 'oauth_user', 'oauth_audit_event']) {
    const [[{ n }]] = await connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
    console.log(`${table}: ${n} rows`);
  }
}

async function get(path) {
  const began = performance.now();
  const answer = await fetch(origin + path, { headers: { cookie } });
  const text = await answer.text();
  const ms = performance.now() - began;
  return { status: answer.status, ms, body: answer.status === 200 ? JSON.parse(text) : {} };
}

/** A session as signing in would have left it, whose tokens need no renewal while this runs. */
async function openSession() {
  const now = Date.now();
  const { value, id, digest } = mintHandle(now);
  const later = now + 3_600_000;
  await connection.query(
    'INSERT INTO admin_session (id, digest, subject, name, created_at, last_seen_at, idle_expires_at, ' +
      'absolute_expires_at, renew_at, proven_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [id, digest, 'bench-owner', 'Bench', now, now, later, later, later, now],
  );
  return `__Host-portcullis-admin=${value}`;
}

/** Of the admin app, in megabytes. */
function memory() {
  const status = readFileSync(`/proc/${app.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024);
}

function row(...cells) {
  return `| ${cells.join(' | ')} |`;
}

async function ended(child) {
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`A command ended with ${code}.`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
