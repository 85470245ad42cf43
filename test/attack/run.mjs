/**
 * `npm run attack`: runs the list and writes down what came of it. Arguments go to jest, such as `-t 'B5.10 '`; of a part
 * of the list no page is written.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { SECTIONS } from './catalogue.ts';
import { renderMatrix } from './matrix.ts';

const OUTPUT = 'test/output/attack';
const SETTINGS = [
  ['sqlite-1', 'SQLite'],
  ['sqlite-2', 'SQLite, 2 processes'],
  ['mariadb-1', 'MariaDB'],
  ['mariadb-2', 'MariaDB, 2 processes'],
  ['fastify', 'Fastify'],
];

const chosen = process.argv.slice(2);
const isForeign = Boolean(process.env.ISSUER);
rmSync(OUTPUT, { recursive: true, force: true });
const { status, signal } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    ...(isForeign
      ? ['--testMatch', '<rootDir>/test/attack/issuer.attack-spec.ts', '--verbose']
      : ['test/attack/']),
    ...chosen,
  ],
  // A list that runs by itself judges times too.
  { stdio: 'inherit', env: { ...process.env, ATTACK_ALONE: 'true', TEST_DEPTH: 'full' } },
);

if (chosen.length > 0) process.exit(status ?? 1);

// A run that was ended has no result, and the page keeps the one it has.
if (signal) process.exit(1);

const page = isForeign ? `${OUTPUT}/issuer.md` : 'docs/security-matrix.md';
const settings = isForeign
  ? [{ name: process.env.ISSUER, results: read('issuer') }]
  : SETTINGS.map(([file, name]) => ({ name, results: read(file) }));
const command = isForeign ? 'ISSUER=… ATTACK_FIXTURES=… npm run attack' : 'npm run attack';
const markdown = renderMatrix(SECTIONS, settings, command);
writeFileSync(page, await format(markdown, { ...(await resolveConfig(page)), parser: 'markdown' }));
console.log(`Written: ${page}`);
process.exit(status ?? 1);

function read(file) {
  try {
    return JSON.parse(readFileSync(`${OUTPUT}/${file}.json`, 'utf8'));
  } catch {
    return null;
  }
}
