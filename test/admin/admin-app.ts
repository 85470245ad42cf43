import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions } from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { MACHINE } from '../support/child-environment.js';
import { signIn } from '../support/flow.js';
import { ACTOR, freePort, MASTER_KEY, PASSWORD, type TestServer } from '../support/test-server.js';
import { Visitor, type Visit } from '../support/visitor.js';

const APP = join(import.meta.dirname, '../../apps/admin/dist');

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** The admin app as operators run it: migrated, registered as a client of the test server, in a process of its own. */
export class AdminApp {
  private constructor(
    readonly url: string,
    private readonly server: TestServer,
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly dataSource: DataSource,
    private readonly output: string[],
    readonly secret: string,
  ) {}

  /** @param more environment variables beside those that every admin app has */
  static async start(server: TestServer, more: Readonly<Record<string, string>> = {}): Promise<AdminApp> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { secret } = await server.registry.create(
      {
        clientId: 'portcullis-admin',
        name: 'Portcullis Admin',
        redirectUris: [`${url}/callback`],
        postLogoutRedirectUris: [`${url}/signed-out`],
        scopes: ['openid', 'profile', 'offline_access'],
        audiences: [url],
        firstParty: true,
        mayIntrospect: true,
      },
      ACTOR,
    );
    const environment = { ...environmentOf(server, url, secret!.value), ...more };
    await runAdminCommand('migrate.js', [], environment);
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-admin-'));
    const { child, output } = await startProcess(environment, folder);
    const options = dataSourceOptions(server.storage.url, { entities: [], migrations: [] });
    const dataSource = await new DataSource(options).initialize();
    // Changes rows behind the app's back, when the app's own writes leave the file free.
    if (server.storage.name === 'sqlite') await dataSource.query('PRAGMA busy_timeout = 5000');
    return new AdminApp(url, server, child, folder, dataSource, output, secret!.value);
  }

  /** A second process of the app on the same database, at an address of its own. */
  async another(): Promise<{ readonly url: string; readonly printed: () => string; close(): Promise<void> }> {
    const port = await freePort();
    const environment = { ...environmentOf(this.server, this.url, this.secret), PORT: String(port) };
    const { child, output } = await startProcess(environment, this.folder);
    const printed = (): string => output.join('');
    return { url: `http://127.0.0.1:${port}`, printed, close: () => ended(child) };
  }

  /** Everything the process has written. */
  get printed(): string {
    return this.output.join('');
  }

  /** Adds a user at the authorization server who owns the admin app. */
  async addOwner(username: string): Promise<string> {
    const { subject } = await this.server.addUser(username, { name: `Owner ${username}` });
    await this.enrol(subject, 'owner', `Owner ${username}`);
    return subject;
  }

  /**
   * Adds a user at the authorization server who is a member of the admin app.
   *
   * @param clients given: a client manager who is limited to them
   */
  async addMember(username: string, role: string, clients?: readonly string[]): Promise<string> {
    const { subject } = await this.server.addUser(username, { name: `${role} ${username}` });
    await this.enrol(subject, role, `${role} ${username}`, clients !== undefined);
    for (const clientId of clients ?? []) {
      const values = [Buffer.from(subject), Buffer.from(clientId)];
      await this.query('INSERT INTO admin_client_assignment (subject, client_id) VALUES (?, ?)', values);
    }
    return subject;
  }

  /** Makes a user of the authorization server a member of the admin app. */
  private async enrol(subject: string, role: string, name: string, limited = false): Promise<void> {
    await this.query(
      'INSERT INTO admin_member (subject, role, name, limited, created_at, version) VALUES (?, ?, ?, ?, ?, 1)',
      [Buffer.from(subject), role, name, limited ? 1 : 0, Date.now()],
    );
  }

  query(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.dataSource.query(sql, parameters);
  }

  async count(table: string): Promise<number> {
    const [row] = await this.query(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row!['n']);
  }

  /** Walks to the authorization server and back, up to the callback, which is not called yet. */
  async reachCallback(visitor: Visitor, username: string, returnTo = '/', more = ''): Promise<string> {
    const start = await visitor.visit(`${this.url}/sign-in?return_to=${encodeURIComponent(returnTo)}${more}`);
    let page: Visit = await visitor.visit(start.url);
    if (!page.left) page = await signIn(visitor, page, username, PASSWORD);
    if (!page.left || !page.url.startsWith(`${this.url}/callback?`)) {
      throw new Error(`No callback: ${page.status} ${page.url}\n${page.html.slice(0, 2000)}`);
    }
    return page.url;
  }

  /** A browser in which somebody has signed in. */
  async signIn(username: string): Promise<AdminBrowser> {
    const visitor = new Visitor();
    const response = await visitor.request(await this.reachCallback(visitor, username));
    if (response.status !== 303)
      throw new Error(`Not signed in: ${response.status} ${await response.text()}`);
    return AdminBrowser.open(this, visitor);
  }

  async close(): Promise<void> {
    await ended(this.child);
    await this.dataSource.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Calls the JSON API as the pages do: with the cookie and the CSRF token. */
export class AdminBrowser {
  private constructor(
    private readonly app: AdminApp,
    readonly visitor: Visitor,
    readonly csrfToken: string,
  ) {}

  static async open(app: AdminApp, visitor: Visitor): Promise<AdminBrowser> {
    const answer = await visitor.request(`${app.url}/api/session`);
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    return new AdminBrowser(app, visitor, csrfToken);
  }

  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.call('GET', path);
  }

  post<T = Record<string, unknown>>(path: string, body?: unknown): Promise<Answer<T>> {
    return this.call('POST', path, body);
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await this.visitor.request(this.app.url + path, {
      method,
      headers: { 'content-type': 'application/json', 'x-csrf-token': this.csrfToken, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answerOf(response);
  }
}

export async function answerOf<T = Record<string, unknown>>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
}

function run(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
  cwd: string,
  stdin: 'ignore' | 'pipe' = 'ignore',
): ChildProcess {
  return fork(join(APP, script), args, {
    cwd,
    env: { ...MACHINE, PORT: '', LOG_LEVEL: 'info', ...environment },
    execArgv: [],
    stdio: [stdin, 'pipe', 'pipe', 'ipc'],
  });
}

function environmentOf(server: TestServer, url: string, secret: string): Record<string, string> {
  return {
    ADMIN_URL: url,
    ADMIN_CLIENT_SECRET: secret,
    ISSUER: server.issuer,
    DATABASE_URL: server.storage.url,
    MASTER_KEY,
  };
}

async function startProcess(
  environment: Record<string, string>,
  folder: string,
): Promise<{ child: ChildProcess; output: string[] }> {
  const child = run('main.js', [], environment, folder);
  const output: string[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('close', (code) => reject(new Error(`The admin app ended (${code}):\n${output.join('')}`)));
  });
  return { child, output };
}

async function ended(child: ChildProcess): Promise<void> {
  const end = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await end;
}

/**
 * Runs one of the app's command line tools to its end.
 *
 * @param more.expected exit code
 * @param more.input what it reads
 * @returns what it wrote
 */
export async function runAdminCommand(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
  { expected = 0, input = '' } = {},
): Promise<string> {
  const child = run(script, args, environment, tmpdir(), 'pipe');
  child.stdin!.on('error', () => undefined).end(input);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== expected) throw new Error(`${script} ended with ${String(code)}: ${output}`);
  return output;
}
