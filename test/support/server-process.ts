import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MACHINE } from './child-environment.js';
import { MASTER_KEY, type TestServer } from './test-server.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ServerProcessOptions {
  /** Under `apps/server/dist`, or absolute. Default: `main.js`. */
  readonly script?: 'main.js' | 'migrate.js' | `/${string}`;
  /** The Node.js to run it with. Default: the one that runs the tests. */
  readonly node?: string;
  /** A module to load first (`--import`). */
  readonly preload?: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `apps/server` as operators run it: a process of its own, configured by its environment alone. */
export class ServerProcess {
  private output = '';
  readonly exited: Promise<Exit>;

  private constructor(
    private readonly child: ChildProcess,
    folder: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        rmSync(folder, { recursive: true, force: true });
        resolve({ code, signal });
      });
    });
  }

  /** Starts a process and waits for nothing. Of this machine's environment only `MACHINE` reaches it. */
  static run(environment: Environment, options: ServerProcessOptions = {}): ServerProcess {
    const { script = 'main.js', node = process.execPath, preload } = options;
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-process-'));
    const child = spawn(
      node,
      [...(preload ? ['--import', preload] : []), resolve(ROOT, 'apps/server/dist', script)],
      {
        cwd: folder,
        env: { ...MACHINE, LOG_LEVEL: 'warn', PORT: '0', ...environment },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    return new ServerProcess(child, folder);
  }

  /** Starts a server and waits until it listens. */
  static async start(environment: Environment, options: ServerProcessOptions = {}): Promise<RunningServer> {
    const server = ServerProcess.run(environment, options);
    return { process: server, origin: await server.ready() };
  }

  /** @returns where it listens */
  async ready(): Promise<string> {
    const listening = new Promise<string>((resolve) => {
      this.child.on('message', (message: { ready?: boolean; port?: number }) => {
        if (message.ready) resolve(`http://127.0.0.1:${message.port}`);
      });
    });
    const failed = this.exited.then(({ code, signal }) => {
      throw new Error(`The server ended (${code ?? signal}):\n${this.output}`);
    });
    return Promise.race([listening, failed]);
  }

  /** Everything it has written to standard output and standard error. */
  get printed(): string {
    return this.output;
  }

  get pid(): number {
    return this.child.pid!;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to finish and waits until it has. */
  stop(): Promise<Exit> {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}

export interface RunningServer {
  readonly process: ServerProcess;
  /** Scheme, host and port. */
  readonly origin: string;
}

/** What another process needs to be one more member of the test server's installation. */
export function memberOf(server: TestServer, more: Environment = {}): Environment {
  return { ISSUER: server.issuer, MASTER_KEY, DATABASE_URL: server.storage.url, ...more };
}

/** The test server's installation, reached through another of its processes. */
export function through(server: TestServer, { origin }: Pick<RunningServer, 'origin'>): TestServer {
  return Object.assign(Object.create(server) as TestServer, {
    url: (endpoint: string) => `${origin}/oauth/${endpoint}`,
  });
}
