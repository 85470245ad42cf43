import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type DatabaseName, type TestDatabase } from './databases.js';

/** What `npm start` writes down for whoever wants to use the story. */
export interface Demo {
  readonly issuer: string;
  readonly user: { readonly username: string; readonly password: string };
  readonly admin: { readonly url: string; readonly username: string; readonly password: string };
  readonly api: {
    readonly url: string;
    readonly scope: string;
    readonly client_id: string;
    readonly client_secret: string;
  };
  readonly clients: readonly {
    readonly name: string;
    readonly url: string;
    readonly client_id: string;
    readonly client_secret: string;
    readonly redirect_uri: string;
    readonly scope: string;
    readonly grant_types: readonly string[];
  }[];
}

export interface Story {
  readonly demo: Demo;
  /** Where it was started; `.portcullis` is below. */
  readonly folder: string;
  /** Waits until this has been printed. */
  printed(text: string | RegExp): Promise<void>;
  end(): Promise<void>;
}

export interface StoryOptions {
  /** A database that exists already. `end` leaves it in place. */
  readonly storage?: TestDatabase;
  /** A folder that exists already. `end` leaves it in place. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts all four apps as `npm start` does, in a folder of its own unless one is given. */
export async function startStory(database: DatabaseName, options: StoryOptions = {}): Promise<Story> {
  const storage = options.storage ?? (await createDatabase(database));
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'portcullis-story-'));
  const portBase = await fourFreePorts();
  const child = fork(
    join(import.meta.dirname, '../../apps/story/dist/main.js'),
    [`--port-base=${portBase}`],
    {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', STORY_DATABASE_URL: storage.url, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const printed = listen(child);
  await printed('Portcullis is running');
  const demo = JSON.parse(readFileSync(join(folder, '.portcullis', 'demo.json'), 'utf8')) as Demo;
  return {
    demo,
    folder,
    printed,
    end: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
      if (!options.storage) await storage.drop();
    },
  };
}

function listen(child: ChildProcess): Story['printed'] {
  let output = '';
  const read = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout!.on('data', read);
  child.stderr!.on('data', read);
  return (text) =>
    new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (typeof text === 'string' ? output.includes(text) : text.test(output)) resolve();
      };
      child.stdout!.on('data', look);
      child.once('exit', (code) => reject(new Error(`The story ended with code ${code}:\n${output}`)));
      look();
    });
}

/** The first of four ports in a row that nobody listens on. */
export async function fourFreePorts(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 20000 + Math.floor(Math.random() * 30000);
    const free = await Promise.all([0, 1, 2, 3].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('There are no four free ports in a row.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
