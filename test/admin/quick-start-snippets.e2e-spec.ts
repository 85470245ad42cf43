import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Auth, type AuthConfig } from '@auth/core';
import type { NewClient } from '@portcullis/oauth';
import ts from 'typescript';
import { fill, type Quoting } from '../../apps/admin/ui/src/quick-start/fill.js';
import { snippetValues } from '../../apps/admin/ui/src/quick-start/snippet-values.js';
import { MACHINE } from '../support/child-environment.js';
import { eventually } from '../support/eventually.js';
import { post, type TokenAnswer } from '../support/flow.js';
import { freePort, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { allowOnEveryPage, signInAndAllow } from '../interop/user.js';

const SNIPPETS = join(import.meta.dirname, '../../apps/admin/ui/src/quick-start/snippets');
// Inside the repository, so that packages resolve as they do for everybody else.
const OUTPUT = join(import.meta.dirname, '../output/quick-start');
const run = promisify(execFile);

/** The code that the admin app shows for a client, run as whoever pastes it would run it. */
describe('5 quick start: the snippets', () => {
  let server: TestServer;
  let origin: string;
  let children: ChildProcess[];

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    mkdirSync(OUTPUT, { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await server.close();
    rmSync(OUTPUT, { recursive: true, force: true });
  });
  beforeEach(async () => {
    origin = `http://127.0.0.1:${await freePort()}`;
    children = [];
  });
  afterEach(async () => {
    for (const child of children) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill()) await ended;
    }
  });

  const register = (input: Partial<NewClient> = {}): Promise<RegisteredClient> =>
    server.register({
      redirectUris: [`${origin}/callback`],
      scopes: ['openid', 'profile'],
      // Of several, a sign-in names one.
      audiences: ['https://orders.example', 'https://stock.example'],
      ...input,
    });

  const textOf = (name: string, quoting: Quoting, { client }: RegisteredClient): string =>
    fill(
      readFileSync(join(SNIPPETS, `${name}.txt`), 'utf8'),
      quoting,
      snippetValues(client, {
        issuer: server.issuer,
        authorizationEndpoint: server.url('authorize'),
        tokenEndpoint: server.url('token'),
        introspectionEndpoint: server.url('introspect'),
        deviceAuthorizationEndpoint: server.url('device_authorization'),
      }),
    );

  /** As Node runs it: types are taken out, decorators are compiled. */
  const fileOf = (name: string, client: RegisteredClient): string => {
    const path = join(OUTPUT, `${client.clientId}-${name.replace(/\.m?[jt]s$/, '')}.mjs`);
    const text = textOf(name, 'javascript', client);
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    };
    writeFileSync(path, name.endsWith('.ts') ? ts.transpile(text, options) : text);
    return path;
  };

  const environment = (client: RegisteredClient, more: Record<string, string> = {}) => ({
    ...MACHINE,
    ...(client.secret && { CLIENT_SECRET: client.secret }),
    ...more,
  });

  /** Starts an application and waits until it answers. */
  const start = async (path: string, client: RegisteredClient, more = {}): Promise<void> => {
    const child = spawn(process.execPath, [path], { env: environment(client, more), stdio: 'pipe' });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    await eventually(
      async () => {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${output}`);
        return fetch(origin, { redirect: 'manual' }).catch(() => undefined);
      },
      (answer) => answer !== undefined,
    );
  };

  it.each([
    ['express.mjs', 'client_secret_basic'],
    ['express.mjs', 'client_secret_post'],
    ['nestjs.ts', 'client_secret_basic'],
  ] as const)(
    '%s with %s signs a user in, and nobody with a foreign answer',
    async (name, tokenEndpointAuthMethod) => {
      const client = await register({ tokenEndpointAuthMethod });
      await start(fileOf(name, client), client);
      const visitor = new Visitor();
      const begun = await visitor.request(`${origin}/login`);
      const callback = await signInAndAllow(begun.headers.get('location')!, visitor);
      expect((await fetch(callback)).status).toBe(500);
      const { subject } = (await server.users.findByUsername('alice'))!;
      const answer = await visitor.request(callback.href);
      expect(await answer.json()).toEqual({ signedIn: subject, scope: 'openid profile' });
    },
    30_000,
  );

  it('nextjs.ts signs a user in, by the library that Next.js applications use', async () => {
    const client = await register({ redirectUris: [`${origin}/api/auth/callback/portcullis`] });
    const text = textOf('nextjs.ts', 'javascript', client).replace(
      "import NextAuth from 'next-auth';",
      'let config; const NextAuth = (given) => ((config = given), {}); export const given = () => config;',
    );
    const path = join(OUTPUT, `${client.clientId}-nextjs.mjs`);
    writeFileSync(path, text);
    process.env['CLIENT_SECRET'] = client.secret!;
    const { given } = (await import(path)) as { given: () => AuthConfig };
    delete process.env['CLIENT_SECRET'];
    const config = { ...given(), secret: 'of the application', trustHost: true, basePath: '/api/auth' };
    const errors: Error[] = [];
    config.logger = { error: (error) => void errors.push(error), warn: () => undefined };

    const app = createServer((incoming, outgoing) => {
      void (async () => {
        const { method, headers, url } = incoming;
        const body = method === 'POST' ? await new Response(incoming as never).text() : undefined;
        const response = await Auth(
          new Request(origin + url, { method: method!, headers: headers as never, body: body! }),
          { ...config },
        );
        outgoing.setHeader('Set-Cookie', response.headers.getSetCookie());
        const location = response.headers.get('location');
        outgoing.writeHead(response.status, { ...(location && { location }) }).end(await response.text());
      })();
    });
    await new Promise<void>((resolve) => app.listen(Number(new URL(origin).port), '127.0.0.1', resolve));
    try {
      const visitor = new Visitor();
      const token = await (await visitor.request(`${origin}/api/auth/csrf`)).text();
      const { csrfToken } = JSON.parse(token) as { csrfToken: string };
      const begun = await visitor.request(`${origin}/api/auth/signin/portcullis`, {
        method: 'POST',
        body: new URLSearchParams({ csrfToken, callbackUrl: origin }),
      });
      const callback = await signInAndAllow(begun.headers.get('location')!, visitor);
      await visitor.request(callback.href);
      const session = await (await visitor.request(`${origin}/api/auth/session`)).text();
      expect(errors).toEqual([]);
      expect(JSON.parse(session)).toMatchObject({ user: { name: 'Alice Liddell' } });
    } finally {
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
    }
  }, 30_000);

  const machine = (): Promise<RegisteredClient> =>
    server.register({
      redirectUris: [],
      grantTypes: ['client_credentials'],
      scopes: ['orders:read', 'orders:write'],
      audiences: ['https://orders.example'],
    });

  it('machine-node.mjs gets a token', async () => {
    const client = await machine();
    const path = fileOf('machine-node.mjs', client);
    const { stdout } = await run(process.execPath, [path], { env: environment(client) });
    expect(stdout).toBe('bearer 600 orders:read orders:write\n');
  }, 30_000);

  it('machine-curl.sh gets a token', async () => {
    const client = await machine();
    const command = textOf('machine-curl.sh', 'shell', client);
    const { stdout } = await run('sh', ['-c', command], { env: environment(client) });
    expect(JSON.parse(stdout)).toMatchObject({ token_type: 'Bearer', scope: 'orders:read orders:write' });
  }, 30_000);

  it.each(['client_secret_basic', 'none'] as const)(
    'curl.sh signs a user in, with %s',
    async (method) => {
      const client = await register({ tokenEndpointAuthMethod: method });
      const [first, second] = textOf('curl.sh', 'shell', client).split('# 2.');
      // The shell that has the verifier waits for the code.
      const script = `${first}\nread CODE\n# 2.${second}`;
      const shell = spawn('sh', ['-c', script], { env: environment(client), stdio: 'pipe' });
      let output = '';
      shell.stdout.on('data', (chunk) => (output += String(chunk)));
      const line = await eventually(
        async () => output,
        (text) => text.includes('\n'),
      );
      const callback = await signInAndAllow(line.trim());
      output = '';
      shell.stdin.end(`${callback.searchParams.get('code')}\n`);
      await new Promise((resolve) => shell.once('close', resolve));
      expect(JSON.parse(output)).toMatchObject({ token_type: 'Bearer', id_token: expect.any(String) });
    },
    30_000,
  );

  it('device-curl.sh gets a device its tokens', async () => {
    const client = await server.register({
      redirectUris: [],
      grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
      tokenEndpointAuthMethod: 'none',
      scopes: ['openid'],
    });
    const [first, second] = textOf('device-curl.sh', 'shell', client).split('# 2.');
    const begun = await run('sh', ['-c', first!], { env: environment(client) });
    const { device_code: code, verification_uri_complete: address } = JSON.parse(begun.stdout) as Record<
      string,
      string
    >;
    await allowOnEveryPage(address!);
    server.clock.advance(10);
    const redeemed = await run('sh', ['-c', `# 2.${second}`], {
      env: environment(client, { DEVICE_CODE: code! }),
    });
    expect(JSON.parse(redeemed.stdout)).toMatchObject({ token_type: 'Bearer', scope: 'openid' });
  }, 30_000);

  it('api-nestjs.ts and api-curl.sh tell a good token from a bad one', async () => {
    const audience = 'https://orders.example';
    const api = await server.register({
      redirectUris: [],
      grantTypes: [],
      scopes: [],
      audiences: [audience],
      mayIntrospect: true,
    });
    const issued = await post(server, 'token', await machine(), { grant_type: 'client_credentials' });
    const { access_token: token } = (await issued.json()) as TokenAnswer;
    await start(fileOf('api-nestjs.ts', api), api, { PORT: new URL(origin).port });
    const ask = async (value: string): Promise<number> =>
      (await fetch(`${origin}/orders`, { headers: { authorization: `Bearer ${value}` } })).status;
    expect([await ask(token), await ask(`${token}x`)]).toEqual([200, 401]);

    const command = textOf('api-curl.sh', 'shell', api);
    const { stdout } = await run('sh', ['-c', command], { env: environment(api, { TOKEN: token }) });
    expect(JSON.parse(stdout)).toMatchObject({ active: true, aud: audience });
  }, 30_000);
});
