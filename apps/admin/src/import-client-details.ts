import '@portcullis/boot/require-node';
import { databaseUrl } from '@portcullis/boot';
import { AdoptedSecrets, ClientRegistry, InvalidClientSettings } from '@portcullis/oauth';
import { parseArgs } from 'node:util';
import { fromClientDetails, type MappedClient } from './config-as-code/oauth-client-details.js';
import { readClientDetails } from './config-as-code/read-client-details.js';
import { withManagement } from './storage/with-management.js';

const USAGE = `Takes over the clients of Spring Security OAuth.

  npm run admin:import-oauth-client-details -- <mysql://…|file.csv|file.json> [--dry-run]

Reads the table oauth_client_details, or a file with its rows, and registers each client that is not registered here,
in the database of DATABASE_URL. Secrets kept as {bcrypt} or {noop} go on working. Everything that is left out is said.
The exit code is 0 when every client is here, 1 when one could not be imported.`;

const ACTOR = { subject: 'import', name: 'Import' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean' } },
});
const [source] = positionals;
if (!source) {
  console.error(USAGE);
  process.exit(1);
}

await withManagement(databaseUrl(), async (services) => {
  const registry = services.get(ClientRegistry);
  const secrets = services.get(AdoptedSecrets);

  /** @returns what became of it, in a word or two */
  async function take({ clientId, client, secret }: MappedClient): Promise<string> {
    if (!client) return fail('not imported');
    if (await registry.get(clientId)) return 'is registered already';
    if (values['dry-run']) return 'would be imported';
    try {
      await registry.create({ ...client, withSecret: false }, ACTOR);
    } catch (error) {
      if (!(error instanceof InvalidClientSettings)) throw error;
      return fail(`not imported: ${error.message}`);
    }
    if (secret) await secrets.adopt(clientId, secret, ACTOR);
    return secret ? 'imported with its secret' : 'imported';
  }

  for (const row of await readClientDetails(source)) {
    const mapped = fromClientDetails(row);
    console.log(`${mapped.clientId}: ${await take(mapped)}`);
    for (const warning of mapped.warnings) console.log(`    ${warning}`);
  }
});

function fail(message: string): string {
  process.exitCode = 1;
  return message;
}
