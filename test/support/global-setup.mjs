import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { writeTemplate } from './template.mjs';

/** The same browser without its windows starts and draws in less than half the time. */
const CHROMIUMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** Finds out what this machine can test. What is missing is named at the end, and with CI=true it is an error. */
export default async function globalSetup() {
  const left = [];
  const mariadb = process.env.TEST_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306';
  try {
    const connection = await createConnection({ uri: mariadb, connectTimeout: 3000 });
    await connection.end();
    process.env.PORTCULLIS_TEST_MARIADB = mariadb;
    process.env.PORTCULLIS_TEST_TEMPLATE = await writeTemplate(mariadb);
  } catch (error) {
    left.push(
      `everything on MariaDB: ${mariadb} does not answer (${error.code ?? error.message}). ` +
        'Start one, for example from the Debian package mariadb-server, or set TEST_DATABASE_URL',
    );
  }
  // Hundreds of processes of ours are started: each would compile the same two thousand files.
  process.env.NODE_COMPILE_CACHE = mkdtempSync(join(tmpdir(), 'portcullis-test-compiled-'));
  const chromium = process.env.CHROMIUM ?? CHROMIUMS.find((path) => existsSync(path)) ?? CHROMIUMS[0];
  if (existsSync(chromium)) process.env.PORTCULLIS_TEST_CHROMIUM = chromium;
  else {
    left.push(
      `everything in a browser: there is no ${chromium}. ` +
        'Install the Debian packages chromium-headless-shell and fonts-noto-cjk, or set CHROMIUM',
    );
  }
  process.env.PORTCULLIS_TEST_LEFT_OUT = JSON.stringify(left);
  if (process.env.CI === 'true' && left.length > 0) {
    throw new Error(
      `With CI=true nothing may be left out, but this machine cannot test:\n- ${left.join('\n- ')}`,
    );
  }
}
