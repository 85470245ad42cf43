import '@portcullis/boot/require-node';
import { makePrivateFile } from '@portcullis/boot';
import { chmodSync, mkdirSync } from 'node:fs';
import { CredentialsFile } from './credentials.js';
import { toDemoFile, type DemoFile } from './demo-file.js';
import { requireFreePorts } from './free-ports.js';
import { announceMails } from './mails.js';
import { DEMO_FILE, embeddedDatabase, FOLDER, MAILS, placesFrom, readPortBase } from './places.js';
import { writePrivately } from './private-json.js';
import { Processes } from './processes.js';
import { API_SCOPE, SCOPES, seed, WEB_SCOPE } from './seed.js';

let ending = false;
const processes = new Processes((reason) => void end(1, reason.message));
// Not once: npm passes a signal on that the process group has had already, and the second must not end us early.
process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));

try {
  await tell();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  // A host name with several addresses fails without a message, but with a code.
  await end(1, message || code);
}

/** The first reason counts, and is the only one that is told: what follows from it is no news. */
async function end(code: number, reason?: string): Promise<void> {
  if (ending) return;
  ending = true;
  if (reason) console.error(reason);
  await processes.end();
  process.exit(code);
}

/** Migrates, seeds, starts the four apps one after another and says where they are. */
async function tell(): Promise<void> {
  const places = placesFrom(readPortBase(process.argv.slice(2)));
  await requireFreePorts(places.portBase);
  // A variable of its own: whoever has DATABASE_URL set for a real database must not get demo users in it.
  const databaseUrl = process.env['STORY_DATABASE_URL'] || embeddedUrl(places.portBase);
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  // A mode counts only at creation, and the folder may be older than we are.
  chmodSync(FOLDER, 0o700);
  const file = new CredentialsFile(databaseUrl);
  const credentials = file.read();
  // Kept before they are used: a database whose master key is lost cannot be opened again.
  file.write(credentials);
  const { adminSubject } = await seed(databaseUrl, places, credentials);
  file.write(credentials);

  const demo = toDemoFile(places, credentials);
  const [web, machine] = demo.clients as [DemoFile['clients'][0], DemoFile['clients'][0]];
  const shared = { ISSUER: places.issuer, DATABASE_URL: databaseUrl, MASTER_KEY: credentials.masterKey };
  const admin = {
    ...shared,
    ADMIN_URL: places.admin,
    ADMIN_CLIENT_ID: 'portcullis-admin',
    ADMIN_CLIENT_SECRET: credentials.clientSecrets['portcullis-admin']!,
    PLAYGROUND: 'on',
  };
  await processes.run('admin', 'migrate.js', [], admin);
  const owner = ['--subject', adminSubject, '--name', 'Portcullis Owner'];
  await processes.run('admin', 'create-admin.js', owner, admin);

  await processes.start('server', {
    ...shared,
    PORT: String(places.portBase),
    BRAND: 'WeChat',
    SCOPES: JSON.stringify(SCOPES),
    MAIL_FOLDER: MAILS,
    // Nobody's real mail server is part of the story.
    MAIL_FROM: '',
    SMTP_URL: '',
    FEATURES: JSON.stringify({ gallery: true }),
    ADMIN_CLIENT_ID: admin.ADMIN_CLIENT_ID,
  });
  await Promise.all([
    processes.start('admin', { ...admin, PORT: String(places.portBase + 1) }),
    processes.start('demo-api', {
      ISSUER: places.issuer,
      AUDIENCE: places.api,
      CLIENT_ID: demo.api.client_id,
      CLIENT_SECRET: demo.api.client_secret,
      PORT: String(places.portBase + 2),
    }),
    processes.start('demo-client', {
      ISSUER: places.issuer,
      PORT: String(places.portBase + 3),
      CLIENT_URL: places.client,
      CLIENT_ID: web.client_id,
      CLIENT_SECRET: web.client_secret,
      SCOPE: WEB_SCOPE,
      API_URL: places.api,
      MACHINE_CLIENT_ID: machine.client_id,
      MACHINE_CLIENT_SECRET: machine.client_secret,
      MACHINE_SCOPE: API_SCOPE,
    }),
  ]);
  writePrivately(DEMO_FILE, demo);
  announceMails(MAILS, (path) => console.log(`A mail has come: ${path}`));
  print(demo);
}

function embeddedUrl(portBase: number): string {
  const path = embeddedDatabase(portBase);
  makePrivateFile(path);
  chmodSync(path, 0o600);
  return `sqlite:${path}`;
}

function print(demo: DemoFile): void {
  const [web] = demo.clients;
  console.log(`
Portcullis is running. Sign up to DingTalk with WeChat:

  Demo client           ${web!.url}
    sign in as          ${demo.user.username} / ${demo.user.password}
    or forget it        mails become files in ${MAILS}, and their paths are printed here

  Admin app             ${demo.admin.url}
    sign in as          ${demo.admin.username} / ${demo.admin.password}

  Authorization server  ${demo.issuer}/.well-known/openid-configuration
  All pages             ${demo.issuer}/oauth/gallery
  Demo API              ${demo.api.url}

All credentials, clients' included: ${DEMO_FILE} (readable by you alone). Ctrl-C ends everything.
`);
}
