// npm start: builds what is missing, then tells the story. Plain JavaScript, because nothing may be built yet.
import '../../libs/boot/require-node.js';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const run = (script) => {
  try {
    execFileSync('npm', ['run', '--silent', script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch {
    console.error(`"npm run ${script}" failed; see above.`);
    process.exit(1);
  }
};

console.log('Building what is missing …');
run('build:node');
if (!existsSync(join(root, 'apps', 'admin', 'dist-ui', 'index.html'))) run('build:ui');
await import('./dist/main.js');
