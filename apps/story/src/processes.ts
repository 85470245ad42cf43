import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LOGS } from './places.js';

const APPS = join(import.meta.dirname, '..', '..');
/** What a process may take to finish what is in flight before it is killed. Milliseconds. */
const PATIENCE = 10_000;

/** The story's processes. When one of them ends, the story is over. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private ending = false;

  /** @param lost told when an app ends that was ready and was not asked to end */
  constructor(
    private readonly lost: (reason: Error) => void,
    private readonly apps = APPS,
    private readonly patience = PATIENCE,
  ) {}

  /**
   * Starts an app and waits until it accepts requests.
   *
   * @throws Error that names its log when it ends before that
   */
  async start(name: string, environment: Record<string, string>): Promise<void> {
    const path = join(LOGS, `${name}.log`);
    const log = openLog(path);
    const child = this.fork(name, 'main.js', [], environment, log);
    child.stderr!.on('data', (chunk: Buffer) => {
      writeSync(log, chunk);
      process.stderr.write(chunk);
    });
    const ready = once(child, 'message');
    // Not "exit": what it wrote last is to stand above what we say about it.
    const ended = once(child, 'close').then(([code, signal]) => {
      closeSync(log);
      return new Error(`${name} ended with ${signal ?? `code ${code}`}. Its log is ${path}.`);
    });
    const early = await Promise.race([ready.then(() => undefined), ended]);
    if (early) throw early;
    void ended.then((reason) => this.ending || this.lost(reason));
  }

  /** Runs a command of an app to its end. What it says is shown when it fails. */
  async run(
    name: string,
    command: string,
    args: string[],
    environment: Record<string, string>,
  ): Promise<void> {
    const child = this.fork(name, command, args, environment, 'ignore');
    const said: Buffer[] = [];
    child.stderr!.on('data', (chunk: Buffer) => said.push(chunk));
    const [code, signal] = await once(child, 'close');
    if (code === 0) return;
    process.stderr.write(Buffer.concat(said));
    throw new Error(`${name}/${command} ended with ${signal ?? `code ${code}`}.`);
  }

  /** Asks every process to end and waits until they have. One that hangs is killed. */
  async end(): Promise<void> {
    this.ending = true;
    await Promise.all([...this.running].map((child) => this.finish(child)));
  }

  private fork(
    name: string,
    file: string,
    args: string[],
    environment: Record<string, string>,
    stdout: number | 'ignore',
  ): ChildProcess {
    if (this.ending) throw new Error('The story is ending.');
    const child = fork(join(this.apps, name, 'dist', file), args, {
      env: { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn', ...environment },
      stdio: ['ignore', stdout, 'pipe', 'ipc'],
    });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }

  private async finish(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), this.patience);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
  }
}

/** An empty file for both streams of a process. It is made anew, because a mode counts only at creation. */
function openLog(path: string): number {
  mkdirSync(LOGS, { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  return openSync(path, 'a', 0o600);
}
