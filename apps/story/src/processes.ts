import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from './places.js';

const APPS = join(import.meta.dirname, '..', '..');

/** The story's processes. When one of them ends, the story ends. */
export class Processes {
  private readonly children: ChildProcess[] = [];
  private ending = false;

  /** Starts an app and waits until it accepts requests. */
  async start(name: string, environment: Record<string, string>): Promise<void> {
    const child = fork(join(APPS, name, 'dist', 'main.js'), [], {
      env: { ...process.env, LOG_LEVEL: 'warn', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.children.push(child);
    mkdirSync(join(FOLDER, 'logs'), { recursive: true });
    const log = createWriteStream(join(FOLDER, 'logs', `${name}.log`));
    child.stdout!.pipe(log);
    child.stderr!.pipe(log);
    child.stderr!.pipe(process.stderr);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => {
        reject(
          new Error(`${name} ended with code ${code}. Its log is ${join(FOLDER, 'logs', `${name}.log`)}.`),
        );
        if (!this.ending) void this.end(1);
      });
    });
  }

  /** Runs a command of an app to its end. */
  async run(
    name: string,
    command: string,
    args: string[],
    environment: Record<string, string>,
  ): Promise<void> {
    const child = fork(join(APPS, name, 'dist', command), args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`${name}/${command} ended with code ${code}.`);
  }

  async end(code: number): Promise<never> {
    this.ending = true;
    const running = this.children.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(
      running.map((child) => {
        child.kill('SIGTERM');
        return new Promise((resolve) => child.once('exit', resolve));
      }),
    );
    process.exit(code);
  }
}
