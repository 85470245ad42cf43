import '@portcullis/boot/require-node';
import { databaseUrl } from '@portcullis/boot';
import { StaleVersion } from '@portcullis/oauth';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { configAsCodeFeature } from './config-as-code/config-as-code.feature.js';
import { FORMATS, readConfig, writeConfig } from './config-as-code/config-document.js';
import { Config, describePlan, type MadeSecret } from './config-as-code/config.js';
import { ClientAssignments } from './members/client-assignments.js';
import { withManagement } from './storage/with-management.js';

const USAGE = `What is registered, as a document to keep beside code.

  npm run admin:export -- [--format yaml|json] [--file <file>]
  npm run admin:import -- <file> [--dry-run] [--prune] [--with-secrets]

  --dry-run       shows what would change and changes nothing
  --prune         deletes clients, scopes and resources that the document does not name; a section that it leaves
                  out altogether is left alone
  --with-secrets  gives new clients a secret and prints it, this once; without it they get theirs in the admin app

The exit code is 0 when all is as the document says (an import has made it so), 2 when a dry run would change
something, 1 when the document or the database refuses.`;

const ACTOR = { subject: 'import', name: 'Import' };
const ownClientId = process.env['ADMIN_CLIENT_ID'] || 'portcullis-admin';
const { values, positionals } = readArguments();
const [command, file] = positionals;

if (command === 'export' && file === undefined) await runExport();
else if (command === 'import' && file !== undefined) await runImport(file);
else usage();

async function runExport(): Promise<void> {
  const format = FORMATS.find((each) => each === (values.format ?? 'yaml'));
  if (!format) return usage();
  await withConfig(async (config) => {
    const text = writeConfig(await config.export(ownClientId), format);
    if (values.file) await writeFile(values.file, text);
    else process.stdout.write(text);
  });
}

async function runImport(path: string): Promise<void> {
  await withConfig(async (config) => {
    const document = await readConfig(await readFile(path, 'utf8'));
    const plan = await config.plan(document, { ownClientId, prune: values.prune ?? false });
    console.log(describePlan(plan));
    if (values['dry-run']) {
      if (plan.changes.length > 0) process.exitCode = 2;
      return;
    }
    await config.apply(plan, ACTOR, values['with-secrets'] ? tell : undefined);
  });
}

function tell({ clientId, value }: MadeSecret): void {
  console.log(`secret of ${clientId}: ${value}`);
}

async function withConfig(work: (config: Config) => Promise<void>): Promise<void> {
  const providers = [...configAsCodeFeature.providers, ClientAssignments];
  await withManagement(
    databaseUrl(),
    async (services) => {
      try {
        await work(services.get(Config));
      } catch (error) {
        if (!(error instanceof StaleVersion)) throw error;
        throw new Error(`Somebody has just edited ${error.message}. Import again.`, { cause: error });
      }
    },
    providers,
  );
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        file: { type: 'string' },
        'dry-run': { type: 'boolean' },
        prune: { type: 'boolean' },
        'with-secrets': { type: 'boolean' },
      },
    });
  } catch (error) {
    return usage((error as Error).message);
  }
}

function usage(problem?: string): never {
  console.error(problem ? `${problem}\n\n${USAGE}` : USAGE);
  process.exit(1);
}
