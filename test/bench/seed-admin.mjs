// Fills a database with a large company's worth of clients, users and audit events, for measuring the admin app.
//
//   DATABASE_URL=mysql://root@127.0.0.1:3306/bench npm run bench:seed-admin
//   … -- --clients=1000 --users=1000 --events=10000      other sizes
//   … -- --clean                                          takes away what was put in
//
// Every row has a number and every batch is one statement: a run that was broken off goes on where it stopped.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  AuditEvent,
  Client,
  ClientOrigin,
  ClientRegistry,
  Database,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthManagementModule,
  User,
  Users,
  dataSourceOptions,
  idToText,
  migrate,
} from '@portcullis/oauth';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

const { values: wanted } = parseArgs({
  options: {
    clients: { type: 'string', default: '100000' },
    users: { type: 'string', default: '100000' },
    events: { type: 'string', default: '1000000' },
    clean: { type: 'boolean', default: false },
  },
});
const url = process.env.DATABASE_URL;
if (!url) {
  console.error(
    'DATABASE_URL is not set. Name a database of its own for this, such as mysql://root@127.0.0.1:3306/bench.',
  );
  process.exit(1);
}

const ACTOR = { subject: 'bench', name: 'Bench' };
const DAY = 86_400_000;
/** Audit events lie in this many days before the first run. */
const DAYS = 90;
const WORDS = [
  'Acme',
  'Blue',
  'Delta',
  'Gamma',
  'Harbour',
  'Inca',
  'Kite',
  'Lumen',
  'Nova',
  'Orbit',
  'Pine',
  'Quartz',
];
const KINDS = ['Wiki', 'Shop', 'Travel', 'Payroll', 'Mail', 'Chat', 'Robot', '报表', '考勤', 'Portal'];
const FIRST = [
  'ada',
  'alan',
  'barbara',
  'claude',
  'donald',
  'edsger',
  'grace',
  'hedy',
  'ivan',
  'joan',
  'ken',
  'leslie',
];
const LAST = [
  'lovelace',
  'turing',
  'liskov',
  'shannon',
  'knuth',
  'dijkstra',
  'hopper',
  'lamarr',
  'li',
  'clarke',
  'wang',
];
/** How often each kind of event comes, of a hundred. */
const EVENTS = [
  ['sign_in.succeeded', 55],
  ['sign_in.failed', 14],
  ['consent.granted', 10],
  ['session.ended', 9],
  ['authorization_request.refused', 4],
  ['client.updated', 3],
  ['user.created', 2],
  ['client_secret.created', 2],
  ['client.created', 1],
].flatMap(([name, share]) => Array.from({ length: share }, () => name));

const dataSource = await new DataSource(
  dataSourceOptions(url, { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS }),
).initialize();
await migrate(dataSource);
await dataSource.destroy();

class Seeding {}
const app = await NestFactory.createApplicationContext(
  {
    module: Seeding,
    imports: [
      TypeOrmModule.forRoot(
        dataSourceOptions(url, { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS }),
      ),
      OAuthManagementModule,
    ],
  },
  { logger: ['error'] },
);
const database = app.get(Database);

if (wanted.clean) await clean();
else {
  await seedClients(Number(wanted.clients));
  await seedUsers(Number(wanted.users));
  await seedEvents(Number(wanted.events));
}
await app.close();

async function seedClients(count) {
  const registry = app.get(ClientRegistry);
  const clientId = 'bench-template';
  let template = await registry.get(clientId);
  template ??= (
    await registry.create({ clientId, name: 'Template', redirectUris: ['https://bench.example/cb'] }, ACTOR)
  ).client;
  const first = await nextNumber('oauth_client', 'client_id', 'bench-c');
  await inBatches('clients', first, count, 500, async (numbers) => {
    await database.insertMany(
      Client,
      numbers.map((n) => client(template, n)),
    );
    await database.insertMany(
      ClientOrigin,
      numbers.map((n) => ({
        origin: `https://app${n}.example`,
        clientId: numbered('bench-c', n),
        expiresAt: null,
      })),
    );
  });
}

function client(template, n) {
  const createdAt = Date.now() - (n % 1000) * DAY;
  return {
    ...template,
    clientId: numbered('bench-c', n),
    name: `${pick(WORDS, n)} ${pick(KINDS, n * 7)} ${n}`,
    redirectUris: [
      `https://app${n}.example/callback`,
      ...(n % 3 === 0 ? [`https://app${n}.example/silent`] : []),
    ],
    grantTypes: n % 10 === 6 ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    tokenEndpointAuthMethod: n % 5 === 0 && n % 10 !== 6 ? 'none' : 'client_secret_basic',
    firstParty: n % 4 === 0,
    createdAt,
    updatedAt: createdAt,
    disabledAt: n % 20 === 0 ? createdAt + DAY : null,
  };
}

async function seedUsers(count) {
  const users = app.get(Users);
  const account =
    (await users.findByUsername('bench.template')) ??
    (await users.create('bench.template', randomBytes(24).toString('base64url'), {}, ACTOR));
  const template = await database.find(User, { subject: account.subject });
  const first = await nextNumber('oauth_user', 'subject', 'bench-u');
  await inBatches('users', first, count, 500, (numbers) =>
    database.insertMany(
      User,
      numbers.map((n) => user(template, n)),
    ),
  );
}

function user(template, n) {
  const username = `${pick(FIRST, n)}.${pick(LAST, n * 5)}.${n}`;
  const name = username
    .replace(/\.\d+$/, '')
    .replace(/(^|\.)(\w)/g, (_, dot, letter) => (dot ? ' ' : '') + letter.toUpperCase());
  const createdAt = Date.now() - (n % 900) * DAY;
  return {
    ...template,
    subject: numbered('bench-u', n),
    username,
    usernameKey: username,
    claims: { name, email: `${username}@example.com`, email_verified: n % 3 !== 0 },
    createdAt,
    updatedAt: createdAt,
    credentialsChangedAt: createdAt,
    disabledAt: n % 50 === 0 ? createdAt + DAY : null,
  };
}

async function seedEvents(count) {
  // The times hang on when the first run began, so that a later one knows the numbers of what is there.
  let start = await database.find(AuditEvent, { event: 'bench.started' });
  if (!start) {
    const at = Date.now();
    start = { id: eventId(at, 0xffffff), at, event: 'bench.started', data: {} };
    await database.insertMany(AuditEvent, [{ ...start, actor: null, clientId: null, subject: null }]);
  }
  const from = start.at - DAYS * DAY;
  const step = (DAYS * DAY) / count;
  const [row] = await app
    .get(DataSource)
    .query('SELECT COUNT(*) AS n FROM oauth_audit_event WHERE at >= ? AND at < ?', [from, start.at]);
  await inBatches('audit events', Number(row.n), count, 1000, (numbers) =>
    database.insertMany(
      AuditEvent,
      numbers.map((n) => event(Math.floor(from + n * step), n)),
    ),
  );
}

function event(at, n) {
  // 37 is prime to 100: all kinds come in turn, never in a row.
  const name = pick(EVENTS, n * 37);
  const clientId = numbered('bench-c', (n * 31) % Number(wanted.clients));
  const subject = numbered('bench-u', (n * 17) % Number(wanted.users));
  const isAdministrative = /^(client|user)/.test(name);
  const data = {
    'client.updated': { before: { name: `Old ${n}` }, after: { name: `New ${n}` } },
    'sign_in.failed': { reason: 'password', username: `${pick(FIRST, n)}.${pick(LAST, n)}` },
    'authorization_request.refused': {
      ...{ kind: 'redirect-mismatch', status: 400, code: 'invalid_request', description: 'Not registered.' },
      received: `https://app${n}.example/wrong`,
    },
  };
  return {
    id: eventId(at, n),
    at,
    event: name,
    actor: isAdministrative ? 'bench' : null,
    clientId: name.startsWith('user') ? null : clientId,
    subject: name.startsWith('client') ? null : subject,
    data: data[name] ?? {},
  };
}

/** In the layout of UUID version 7, with the number where chance would be. */
function eventId(at, n) {
  const id = Buffer.alloc(16);
  id.writeUIntBE(at, 0, 6);
  id[6] = 0x70;
  id[8] = 0x80;
  id.writeUIntBE(n, 10, 6);
  return idToText(id);
}

async function clean() {
  const source = app.get(DataSource);
  const start = await database.find(AuditEvent, { event: 'bench.started' });
  const ranges = [
    [
      'oauth_client_origin',
      'client_id >= ? AND client_id < ?',
      [Buffer.from('bench-'), Buffer.from('bench.')],
    ],
    [
      'oauth_client_secret',
      'client_id >= ? AND client_id < ?',
      [Buffer.from('bench-'), Buffer.from('bench.')],
    ],
    ['oauth_client', 'client_id >= ? AND client_id < ?', [Buffer.from('bench-'), Buffer.from('bench.')]],
    ['oauth_user', 'subject >= ? AND subject < ?', [Buffer.from('bench-'), Buffer.from('bench.')]],
    ['oauth_user', 'username_key = ?', [Buffer.from('bench.template')]],
    ...(start ? [['oauth_audit_event', 'at >= ? AND at <= ?', [start.at - DAYS * DAY, start.at]]] : []),
  ];
  for (const [table, where, parameters] of ranges) {
    let gone = 0;
    for (;;) {
      const { affectedRows } = await source.query(
        `DELETE FROM ${table} WHERE ${where} LIMIT 5000`,
        parameters,
      );
      gone += affectedRows;
      if (affectedRows === 0) break;
      progress(`${table}: ${gone} deleted`);
    }
    console.log(`\r${table}: ${gone} deleted`);
  }
}

async function inBatches(what, first, count, size, insert) {
  const began = Date.now();
  for (let from = first; from < count; from += size) {
    const numbers = Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i);
    await insert(numbers);
    const done = from + numbers.length;
    const rate = Math.round((done - first) / ((Date.now() - began) / 1000));
    progress(`${what}: ${done} of ${count} (${rate} a second)`);
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(
    `\r${what}: ${Math.max(first, count)} there, ${Math.max(0, count - first)} of them new in ${seconds} s      `,
  );
}

/** The number after the highest one in use; numbers are as long as one another, so their order is that of texts. */
async function nextNumber(table, column, prefix) {
  const [row] = await app
    .get(DataSource)
    .query(`SELECT MAX(${column}) AS last FROM ${table} WHERE ${column} >= ? AND ${column} < ?`, [
      Buffer.from(`${prefix}0`),
      Buffer.from(`${prefix}:`),
    ]);
  return row.last === null ? 0 : Number(row.last.toString().slice(prefix.length)) + 1;
}

function numbered(prefix, n) {
  return prefix + String(n).padStart(8, '0');
}

function pick(list, n) {
  return list[n % list.length];
}

function progress(line) {
  if (process.stdout.isTTY) process.stdout.write(`\r${line}      `);
}
