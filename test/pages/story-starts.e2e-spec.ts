import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINE } from '../support/child-environment.js';
import { createDatabase, DATABASES } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { choose, linkIn } from '../support/password-reset.js';
import { fourFreePorts, startStory, type Story } from '../support/story.js';
import { Visitor } from '../support/visitor.js';
import { machineToken, signUp } from './story-walk.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start', () => {
  it('names the taken port and --port-base in one line, and leaves no trace', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    // The port of the demo client: the last of the four.
    const { code, printed } = await failedStart(port - 3);
    taken.close();
    expect(printed).toMatch(
      new RegExp(`^Port ${port} is taken\\. Choose others: npm start -- --port-base \\d+\\n$`),
    );
    expect(code).toBe(1);
    expect(existsSync(join(folder, '.portcullis'))).toBe(false);
  });

  it('names the log of an app that ends before it is ready, after what the app said itself', async () => {
    const { code, printed } = await failedStart(await fourFreePorts(), { LIFETIMES: '{' });
    expect(printed).toBe(
      'LIFETIMES is no JSON. See docs/configuration.md for what to write.\n' +
        'server ended with code 1. Its log is .portcullis/logs/server.log.\n',
    );
    expect(code).toBe(1);
  });

  it('says why the database does not open, also when the driver gives no more than a code', async () => {
    const { printed } = await failedStart(await fourFreePorts(), {
      STORY_DATABASE_URL: 'mysql://root@localhost:1/story',
    });
    expect(printed).toMatch(/^[^\n]*ECONNREFUSED[^\n]*\n$/);
  });

  it('lets its user forget the password, and prints where the mail is', async () => {
    const story = await startStory('sqlite');
    try {
      const { demo, folder } = story;
      const visitor = new Visitor();
      const form = await visitor.visit(`${demo.issuer}/oauth/password/forgot`);
      await visitor.submit(form, { username: demo.user.username }, { name: 'action', value: 'send' });
      await story.printed(/A mail has come: \.portcullis\/mail\/\S+\.eml\n/);
      const mails = join(folder, '.portcullis', 'mail');
      const [name] = readdirSync(mails);
      const text = await eventually(
        async () => readFileSync(join(mails, name!), 'utf8'),
        (mail) => mail.includes('</html>'),
      );
      const page = await visitor.visit(linkIn({ text }));
      expect((await choose(visitor, page)).html).toContain('You have a new password');
    } finally {
      await story.end();
    }
  });

  it('keeps everything for its owner alone, even in a folder that others can read', async () => {
    mkdirSync(join(folder, '.portcullis'), { mode: 0o755 });
    writeFileSync(join(folder, '.portcullis', 'demo.json'), '{}');
    chmodSync(join(folder, '.portcullis', 'demo.json'), 0o644);
    const story = await startStory('sqlite', { folder, environment: { STORY_DATABASE_URL: '' } });
    const open = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => statSync(join(folder, path)).mode & 0o077,
    );
    await story.end();
    expect(open).toEqual([]);
  });
});

describe.each(DATABASES)('two stories in one folder and one database, on %s', (database) => {
  it('share a master key and the accounts, and work side by side', async () => {
    const storage = await createDatabase(database);
    const stories: Story[] = [];
    try {
      for (let count = 0; count < 2; count++) stories.push(await startStory(database, { storage, folder }));
      const [first, second] = stories.map(({ demo }) => demo);
      expect(second!.issuer).not.toBe(first!.issuer);
      expect(second!.user).toEqual(first!.user);
      for (const { demo } of stories) {
        await machineToken(demo);
        expect((await signUp(demo)).story.html).toContain('HTTP 200');
      }
    } finally {
      await Promise.all(stories.map((story) => story.end()));
      await storage.drop();
    }
  }, 120_000);
});

/** A start that ends by itself. */
async function failedStart(
  portBase: number,
  environment: Record<string, string> = {},
): Promise<{ code: number; printed: string }> {
  const script = join(import.meta.dirname, '../../apps/story/dist/main.js');
  const child = spawn(process.execPath, [script, '--port-base', String(portBase)], {
    cwd: folder,
    env: { ...MACHINE, ...environment },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, printed };
}
