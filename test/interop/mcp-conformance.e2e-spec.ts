import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, TestServer } from '../support/test-server.js';
import { signInAndAllow } from './user.js';

const PACKAGE = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json');
const PROGRAM = join(dirname(PACKAGE), 'dist/index.js');
const MCP_SERVER = 'https://mcp.example/mcp';

/**
 * Everything in the suite that tests an authorization server. Its other scenarios test MCP clients, with an
 * authorization server of their own, and MCP servers.
 */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  'authorization-server-metadata-endpoint': [
    'authorization-server-metadata',
    'authorization-server-metadata-cimd',
  ],
  'authorization-code-grant': ['authorization-code-grant'],
};
const CHECKS = Object.values(SCENARIOS).flat();

interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED';
  readonly errorMessage?: string;
}

interface Run {
  readonly printed: string;
  readonly exitCode: number | null;
}

/** @param onLine given every line as it is printed; when it fails, the program is ended */
function conformance(
  args: readonly string[],
  onLine: (line: string) => Promise<void> = async () => undefined,
): Promise<Run> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let line = '';
  const read = (text: string): void => {
    printed += text;
    const lines = (line + text).split('\n');
    line = lines.pop()!;
    for (const whole of lines) {
      onLine(whole).catch((error: unknown) => {
        printed += String(error);
        child.kill();
      });
    }
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ printed, exitCode })));
}

describe('the conformance suite of MCP', () => {
  it('has no other scenario for authorization servers', async () => {
    const { printed } = await conformance(['list', '--authorization']);
    expect([...printed.matchAll(/^ {2}- (\S+)/gm)].map(([, name]) => name)).toEqual(Object.keys(SCENARIOS));
  });

  describe.each([
    ['2025-11-25', ''],
    ['2026-07-28', ''],
    ['2026-07-28', '/t1'],
  ])('of revision %s, against an issuer with the path "%s",', (revision, issuerPath) => {
    let server: TestServer;
    let run: Run;
    const checks = new Map<string, Check>();

    beforeAll(async () => {
      server = await TestServer.start({
        database: 'sqlite',
        extras: { features: { clientIdMetadataDocuments: true } },
        ...(issuerPath && { issuerPath, prepare: (app) => void app.setGlobalPrefix(issuerPath) }),
      });
      await server.addUser();
      const { clientId } = await server.register({
        tokenEndpointAuthMethod: 'none',
        redirectUris: ['http://127.0.0.1/callback'],
        audiences: [MCP_SERVER],
      });
      const output = mkdtempSync(join(tmpdir(), 'portcullis-conformance-'));
      // The suite prints the authorization request and waits for a person to open it.
      const browse = async (line: string): Promise<void> => {
        if (line.startsWith(`${server.url('authorize')}?`)) await fetch(await signInAndAllow(line));
      };
      run = await conformance(
        [
          'authorization',
          ...['--url', server.issuer, '--client-id', clientId, '--resource', MCP_SERVER],
          ...['--port', String(await freePort()), '--spec-version', revision, '--output-dir', output],
        ],
        browse,
      );
      for (const folder of readdirSync(output)) {
        const found = JSON.parse(readFileSync(join(output, folder, 'checks.json'), 'utf8')) as Check[];
        for (const check of found) checks.set(check.id, check);
      }
      rmSync(output, { recursive: true });
    }, 120_000);
    afterAll(() => server.close());

    it('runs to the end', () => {
      expect(run).toMatchObject({ exitCode: 0 });
      expect([...checks.keys()].sort()).toEqual([...CHECKS].sort());
    });

    it.each(CHECKS)('is passed: %s', (id) => {
      const { status, errorMessage } = checks.get(id)!;
      expect({ status, errorMessage }).toEqual({ status: 'SUCCESS', errorMessage: undefined });
    });
  });
});
