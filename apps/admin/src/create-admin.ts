import '@portcullis/boot/require-node';
import { databaseUrl } from '@portcullis/boot';
import {
  AuditLog,
  ClientRegistry,
  Clock,
  Database,
  DuplicateKey,
  passwordProblem,
  UsernameTaken,
  Users,
} from '@portcullis/oauth';
import { parseArgs } from 'node:util';
import { makeOwner } from './members/owners.js';
import { registerOwnClient } from './setup/own-client.js';
import { Prompt } from './setup/prompt.js';
import { MIN_PASSWORD } from './setup/setup-form.js';
import { SETUP_MESSAGES } from './setup/setup-messages.js';
import { withManagement } from './storage/with-management.js';

/** OpenID Connect Core section 2. Characters. */
const MAX_SUBJECT = 255;

const USAGE = `Makes the first owner of the admin app, or a further one, and registers the app itself.

  npm run admin:create                                    asks for everything
  npm run admin:create -- --username grace --name 'Grace Hopper'
                                                          asks for the password, or reads a line from a pipe;
                                                          a user of this name becomes an owner as they are
  npm run admin:create -- --subject S-1042 --name 'Grace' for accounts that are kept elsewhere
  npm run admin:create -- --client-only                   registers the app, makes nobody an owner

Reads DATABASE_URL, and ADMIN_URL and ADMIN_CLIENT_ID to register the app. Neither server need run.`;

const { values } = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const prompt = new Prompt();
await withManagement(databaseUrl(), async (services) => {
  const [users, database, audit, clock] = [
    services.get(Users),
    services.get(Database),
    services.get(AuditLog),
    services.get(Clock),
  ];

  /** Makes the owner, and the user when there is none of this name. */
  async function createOwner(): Promise<string> {
    const actor = { subject: 'setup', name: 'Setup' };
    const by = 'command line';
    if (values.subject) {
      const { subject, name = subject } = values;
      if (subject.length > MAX_SUBJECT) throw new Error(`--subject has more than ${MAX_SUBJECT} characters.`);
      await database.unit((rows) => makeOwner({ subject, name, by }, rows, audit, clock.now()));
      return name;
    }
    const username = (values.username ?? (await prompt.ask('User name'))).trim();
    const known = await users.findByUsername(username);
    if (known) {
      const { subject, claims } = known;
      const name = values.name ?? claims.name ?? username;
      await database.unit((rows) => makeOwner({ subject, name, by }, rows, audit, clock.now()));
      return name;
    }
    const name = (values.name ?? (await prompt.ask('Name'))).trim() || username;
    const password = await choosePassword(username);
    const made = database.unit(async (rows) => {
      const { subject } = await users.create(username, password, { name }, actor, rows);
      await makeOwner({ subject, name, by }, rows, audit, clock.now());
    });
    await made.catch((error: unknown) => {
      throw error instanceof DuplicateKey ? new UsernameTaken(username) : error;
    });
    return name;
  }

  async function choosePassword(username: string): Promise<string> {
    const password = await prompt.askHidden('Password');
    const problem = passwordProblem(password, { username, minLength: MIN_PASSWORD });
    if (problem) throw new Error(`Password: ${SETUP_MESSAGES.en.problems[problem]}`);
    if (prompt.isTerminal && (await prompt.askHidden('Password again')) !== password) {
      throw new Error(SETUP_MESSAGES.en.problems.different);
    }
    return password;
  }

  async function register(): Promise<void> {
    const clientId = process.env['ADMIN_CLIENT_ID'] || 'portcullis-admin';
    const registry = services.get(ClientRegistry);
    const url = process.env['ADMIN_URL']?.replace(/\/$/, '');
    if (!url) {
      if (!(await registry.get(clientId)))
        console.error(`The app itself is not registered as ${clientId}: set ADMIN_URL and run this again.`);
      return;
    }
    const secret = await registerOwnClient({ clientId, url }, registry);
    if (secret === null) return;
    console.error(`The app is registered as ${clientId}. This is its secret; it is not shown again.`);
    console.log(`ADMIN_CLIENT_SECRET=${secret}`);
  }

  await register();
  if (values['client-only']) return;
  console.error(`${await createOwner()} is an owner of the admin app now.`);
});
prompt.close();

function readArguments() {
  try {
    return parseArgs({
      options: {
        username: { type: 'string' },
        name: { type: 'string' },
        subject: { type: 'string' },
        'client-only': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
}
