import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes } from './processes.js';

const READY = 'process.send({ ready: true }); setInterval(() => {}, 1000);';

describe('Processes', () => {
  const origin = process.cwd();
  let folder: string;
  let losses: string[];
  let processes: Processes;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-processes-'));
    // Logs are written below the current folder.
    process.chdir(folder);
    losses = [];
    processes = new Processes(({ message }) => losses.push(message), folder, 50);
  });
  afterEach(async () => {
    await processes.end();
    process.chdir(origin);
    rmSync(folder, { recursive: true });
  });

  function app(name: string, source: string): void {
    mkdirSync(join(folder, name, 'dist'), { recursive: true });
    writeFileSync(join(folder, name, 'dist', 'main.js'), source);
  }

  it('says where the log is when an app ends before it is ready, and reports it once', async () => {
    app('server', 'console.log("why"); process.exitCode = 3;');
    await expect(processes.start('server', {})).rejects.toThrow(
      'server ended with code 3. Its log is .portcullis/logs/server.log.',
    );
    expect(readFileSync('.portcullis/logs/server.log', 'utf8')).toBe('why\n');
    expect(losses).toEqual([]);
  });

  it('tells when an app ends that was ready', async () => {
    app('server', 'process.send({}); setTimeout(() => process.kill(process.pid, "SIGKILL"), 50);');
    const lost = new Promise<Error>((resolve) => (processes = new Processes(resolve, folder)));
    await processes.start('server', {});
    expect((await lost).message).toBe('server ended with SIGKILL. Its log is .portcullis/logs/server.log.');
  });

  it('kills an app that does not end when it is asked to', async () => {
    app('server', `process.on("SIGTERM", () => console.log("no")); ${READY}`);
    await processes.start('server', {});
    await processes.end();
    expect(readFileSync('.portcullis/logs/server.log', 'utf8')).toBe('no\n');
    expect(losses).toEqual([]);
  });

  it('starts nothing more once it is ending', async () => {
    app('server', READY);
    await processes.end();
    await expect(processes.start('server', {})).rejects.toThrow('ending');
  });

  it('keeps logs for their owner alone, even over an old one that others can read', async () => {
    mkdirSync('.portcullis/logs', { recursive: true });
    writeFileSync('.portcullis/logs/server.log', 'old', { mode: 0o644 });
    app('server', READY);
    await processes.start('server', {});
    expect(statSync('.portcullis/logs/server.log').mode & 0o777).toBe(0o600);
    expect(readFileSync('.portcullis/logs/server.log', 'utf8')).toBe('');
  });

  it.each([
    ['warn', undefined],
    ['info', 'info'],
  ])('lets apps log at %s when LOG_LEVEL is %s', async (expected, level) => {
    const before = process.env['LOG_LEVEL'];
    if (level === undefined) delete process.env['LOG_LEVEL'];
    else process.env['LOG_LEVEL'] = level;
    try {
      app('server', 'console.log(process.env.LOG_LEVEL);');
      await expect(processes.start('server', {})).rejects.toThrow('code 0');
      expect(readFileSync('.portcullis/logs/server.log', 'utf8')).toBe(`${expected}\n`);
    } finally {
      if (before === undefined) delete process.env['LOG_LEVEL'];
      else process.env['LOG_LEVEL'] = before;
    }
  });
});
