import '@portcullis/boot/require-node';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CredentialsFile, writePrivately } from './credentials.js';
import { toDemoFile, type DemoFile } from './demo-file.js';
import { DEMO_FILE, FOLDER, placesFrom, readPortBase } from './places.js';
import { Processes } from './processes.js';
import { API_SCOPE, SCOPES, seed, WEB_SCOPE } from './seed.js';

const processes = new Processes();
// Not once: npm passes a signal on that the process group has had already, and the second must not end us early.
process.on('SIGINT', () => void processes.end(0));
process.on('SIGTERM', () => void processes.end(0));

try {
  await tell();
} catch (error) {
  console.error((error as Error).message);
  await processes.end(1);
}

/** Migrates, seeds, starts the four apps one after another and says where they are. */
async function tell(): Promise<void> {
  const places = placesFrom(readPortBase(process.argv.slice(2)));
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const databaseUrl =
    process.env['DATABASE_URL'] ?? `sqlite:${join(FOLDER, `story-${places.portBase}.sqlite`)}`;
  const file = new CredentialsFile(places.portBase);
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
  };
  await processes.run('admin', 'migrate.js', [], admin);
  await processes.run('admin', 'grant-owner.js', [adminSubject, 'Portcullis Owner'], admin);

  await processes.start('server', {
    ...shared,
    PORT: String(places.portBase),
    BRAND: 'WeChat',
    SCOPES: JSON.stringify(SCOPES),
  });
  await Promise.all([
    processes.start('admin', { ...admin, PORT: String(places.portBase + 1) }),
    processes.start('demo-api', {
      ISSUER: places.issuer,
      AUDIENCE: places.api,
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
  print(demo);
}

function print(demo: DemoFile): void {
  const [web] = demo.clients;
  console.log(`
Portcullis is running. Sign up to DingTalk with WeChat:

  Demo client           ${web!.url}
    sign in as          ${demo.user.username} / ${demo.user.password}

  Admin app             ${demo.admin.url}
    sign in as          ${demo.admin.username} / ${demo.admin.password}

  Authorization server  ${demo.issuer}/.well-known/openid-configuration
  Demo API              ${demo.api.url}

All credentials, clients' included: ${DEMO_FILE} (readable by you alone). Ctrl-C ends everything.
`);
}
