import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINE } from '../support/child-environment.js';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { memberOf, ServerProcess, type Environment, type RunningServer } from '../support/server-process.js';
import { freePort, TestServer } from '../support/test-server.js';

const KEY = randomBytes(32).toString('base64url');
const GOOD = { ISSUER: 'http://localhost:3000', MASTER_KEY: KEY, DATABASE_URL: 'sqlite::memory:' };

/** Ends by itself with exit code 1 and one line, without a stack trace. */
async function expectRefusal(environment: Environment, line: RegExp): Promise<void> {
  const server = ServerProcess.run(environment);
  expect(await server.exited).toEqual({ code: 1, signal: null });
  expect(server.printed.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
}

describe('a server does not start', () => {
  it.each<[string, Environment, RegExp]>([
    ['without MASTER_KEY', { MASTER_KEY: undefined }, /^MASTER_KEY is not set\. .*randomBytes\(32\)/],
    ['without ISSUER', { ISSUER: undefined }, /^ISSUER is not set\. Write the public URL/],
    [
      'with a short MASTER_KEY',
      { MASTER_KEY: 'secret' },
      /cannot start: MASTER_KEY has \d+ bytes, too few .*randomBytes\(32\)/,
    ],
    [
      'with a database it does not know',
      { DATABASE_URL: 'postgres://u:hidden@host/db' },
      /The database URL "host\/db" is not supported\. Write mysql:/,
    ],
    ['with a PORT that is no number', { PORT: 'abc' }, /^PORT is "abc"\. Write a number from 0 to 65535/],
    ['with a PORT that is too high', { PORT: '99999' }, /^PORT is "99999"\. Write a number from 0 to 65535/],
    [
      'with a feature that nobody knows',
      { FEATURES: '{"telepathy":true}' },
      /there is no feature "telepathy"\. Known are par, privateKeyJwt/,
    ],
    [
      'with a limit that is none',
      { LIMITS: '{"signIn":{"attempts":0}}' },
      /cannot start: "signIn\.attempts" of LIMITS is 0\./,
    ],
    ['when it would trust every proxy', { TRUST_PROXY: 'true' }, /^TRUST_PROXY is "true"\. Write how many/],
    ['when it would trust the world', { TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY is "0\.0\.0\.0\/0"\./],
    [
      'with mail from nobody',
      { SMTP_URL: 'smtps://mail.example.com' },
      /cannot start: MAIL_FROM is missing\./,
    ],
    [
      'with two ways for mail',
      { SMTP_URL: 'smtps://mail.example.com', MAIL_FOLDER: 'mail' },
      /Write SMTP_URL with the URL of a mail server, or MAIL_FOLDER for/,
    ],
    [
      'with several mistakes',
      { MASTER_KEY: 'secret', ISSUER: 'http://sso.example.com', LIFETIMES: '{"code":3600,"codes":1}' },
      /no option "codes" of LIFETIMES.* ISSUER is "http:.* MASTER_KEY has .* "code" of LIFETIMES is 3600/,
    ],
    [
      'with a LOG_LEVEL that is none',
      { LOG_LEVEL: 'loud' },
      /^LOG_LEVEL is "loud"\. Write fatal, error, warn, info, debug, trace or silent\.$/,
    ],
    ['with settings that are no JSON', { LIFETIMES: '{code:60}' }, /^LIFETIMES is no JSON\./],
  ])('%s, and says in one line what to write', async (_, change, line) => {
    await expectRefusal({ ...GOOD, ...change }, line);
  });

  it('on an older Node.js, and says so before it loads anything else', async () => {
    const node = '/usr/bin/node';
    const version = nodeVersion(node);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 0 || major > 22 || (major === 22 && minor >= 12)) {
      console.log(
        `Not tested: ${node} is ${version || 'missing'}, and only one older than 22.12 can show it.`,
      );
      return;
    }
    const server = ServerProcess.run({}, { node });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.printed).toMatch(
      /^Portcullis needs Node\.js 22\.12 or newer and this is v[\d.]+\. [^\n]*\n$/,
    );
  });
});

describe.each(DATABASES)('a server on %s does not start', (database) => {
  let server: TestServer;
  let empty: TestDatabase;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    empty = await createDatabase(database);
  });
  afterAll(async () => {
    await server.close();
    await empty.drop();
  });

  it('with another master key than the signing keys were encrypted with', async () => {
    await expectRefusal(
      memberOf(server, { MASTER_KEY: KEY }),
      /encrypted with another master key\. Start with/,
    );
  });

  it.each<[string, (taken: string) => Environment, RegExp]>([
    ['on a port that is taken', (taken) => ({ PORT: taken }), /port \d+ on 127\.0\.0\.1 is taken\. Set PORT/],
    [
      'on an address of another machine',
      () => ({ HOST: '192.0.2.1' }),
      /HOST is "192\.0\.2\.1", which is no/,
    ],
  ])('%s, and does not blame the database', async (_, change, line) => {
    const taken = new URL(server.listening).port;
    const refused = ServerProcess.run(memberOf(server, { LOG_LEVEL: 'silent', ...change(taken) }));
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.printed.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
    expect(refused.printed).not.toContain('DATABASE_URL');
  });

  it('before its tables were made, and says how to make them', async () => {
    await expectRefusal(
      { ...GOOD, DATABASE_URL: empty.url },
      /cannot start: a table is missing; run the migrations first \("npm run migrate" for the server app\)/,
    );
  });
});

describe('a server whose database cannot be reached does not start', () => {
  it('when nothing listens there', async () => {
    const url = `mysql://root:hidden-password@127.0.0.1:${await freePort()}/portcullis`;
    await expectRefusal(
      { ...GOOD, DATABASE_URL: url },
      /^(?!.*hidden-password).*cannot start: the database that DATABASE_URL names does not open: connect ECONNREFUSED/,
    );
  });

  it('when the folder of the file cannot be written', async () => {
    await expectRefusal(
      { ...GOOD, DATABASE_URL: 'sqlite:/proc/portcullis.sqlite' },
      /cannot start: the database that DATABASE_URL names does not open: unable to open database file/,
    );
  });
});

describe('a server that has started', () => {
  let server: TestServer;
  let running: RunningServer;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    running = await ServerProcess.start(memberOf(server));
  });
  afterAll(async () => {
    await running.process.stop();
    await server.close();
  });

  it.each(['/', '/oauth', '/oauth/'])('leads from %s to the account page', async (path) => {
    const { status, headers } = await fetch(running.origin + path, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/oauth/account']);
  });

  it('asks for https on this host alone, since the issuer may be that of an apex domain', async () => {
    const { headers } = await fetch(`${running.origin}/health`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});

describe('the embedded database', () => {
  it('is made for its owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-embedded-'));
    try {
      const script = join(import.meta.dirname, '../../apps/server/dist/migrate.js');
      // A careless umask, so that nothing but our own care is seen.
      const command = 'umask 0; exec "$0" "$1"';
      execFileSync('/bin/sh', ['-c', command, process.execPath, script], { cwd: folder, env: MACHINE });
      expect(modeOf(join(folder, '.portcullis'))).toBe('700');
      expect(modeOf(join(folder, '.portcullis', 'portcullis.sqlite'))).toBe('600');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function nodeVersion(node: string): string {
  try {
    return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', env: {} }).trim();
  } catch {
    return '';
  }
}
