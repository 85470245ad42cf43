// Measures portcullis beside its peers: README.md.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

// The peers are no dependencies of the product, so that nobody installs them who does not measure.
if (!existsSync(`${FOLDER}/node_modules/oidc-provider`))
  execFileSync('npm', ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund'], { stdio: 'inherit' });
await import('./main.mjs');
