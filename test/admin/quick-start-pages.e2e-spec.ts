import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import ts from 'typescript';
import { launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { eventually } from '../support/eventually.js';
import { authorizeUrl, obtainCode, obtainTokens, redeem, signIn } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { freePort, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

/** The change must be there within this. Milliseconds. */
const SOON = 2_000;

describe('5 quick start, in a browser', () => {
  let chromium: Browser;
  let server: TestServer;
  let admin: AdminApp;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await server.addUser('alice');
    chromium = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await chromium.close();
    await admin.close();
    await server.close();
  });

  const open = (client: RegisteredClient, options = {}): Promise<AdminWindow> =>
    AdminWindow.open(chromium, admin, 'olga', `/clients/${client.clientId}`, { locale: 'en', ...options });
  const code = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  it('5 quick start: is what follows the secret, with the real values; the .env file is that of the panel', async () => {
    const window = await AdminWindow.open(chromium, admin, 'olga', '/clients/new', {
      locale: 'en',
      acceptDownloads: true,
    });
    const { page } = window;
    await page.getByRole('radio', { name: 'Server web app' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('Acme Wiki');
    await page.getByLabel('Where users come back to').fill('http://127.0.0.1:8123/back');
    await page.getByRole('button', { name: 'Create client' }).click();
    const downloaded = async (): Promise<string> => {
      const waiting = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download .env' }).click();
      return readFileSync(await (await waiting).path(), 'utf8');
    };
    const ofPanel = await downloaded();
    const secret = /CLIENT_SECRET=(.+)/.exec(ofPanel)![1]!;
    await page.getByRole('button', { name: 'I have stored the secret' }).click();

    await page.getByRole('tab', { name: 'Quick start', selected: true }).waitFor();
    const env = await code(page, '.env').innerText();
    expect(await downloaded()).toBe(`${env}\n`);
    expect(env).toContain(ofPanel.replace(secret, '').trimEnd());
    expect(env).toContain('REDIRECT_URI=http://127.0.0.1:8123/back');
    const clientId = /CLIENT_ID=(.+)/.exec(env)![1]!;
    const labels = ['NestJS', 'Express', 'Next.js', 'Spring Boot', 'ASP.NET Core', 'Go', 'Python', 'curl'];
    for (const label of labels) {
      await page.getByRole('tab', { name: label, exact: true }).click();
      const text = await code(page, `Code for ${label}`).innerText();
      for (const value of [server.issuer, clientId, 'CLIENT_SECRET', 'openid']) expect(text).toContain(value);
      expect(text).not.toMatch(/\{\{|pcs_/);
    }
    expect(await page.content()).not.toContain(secret);
    await window.close();
  }, 120_000);

  it('5 quick start: the waiting line changes within 2 s of the first sign-in', async () => {
    const client = await server.register({ name: 'Waiting' });
    const window = await open(client);
    const { page } = window;
    await page.getByText('Waiting for the first sign-in…', { exact: true }).waitFor();
    const result = await obtainCode(server, client);
    expect((await redeem(server, client, result)).status).toBe(200);
    await page.getByText(/^✓ First sign-in at \d{1,2}:\d\d [AP]M by alice$/).waitFor({ timeout: SOON });
    await window.close();
  }, 120_000);

  it('5 quick start: the waiting line explains what went wrong', async () => {
    const client = await server.register({ name: 'Unlucky', redirectUris: ['https://client.example/cb'] });
    const window = await open(client);
    const { page } = window;
    await page.getByText('Waiting for the first sign-in…', { exact: true }).waitFor();

    const visitor = new Visitor();
    await visitor.visit(authorizeUrl(server, client, pkce(), { redirect_uri: 'https://client.example/cb/' }));
    await page.getByText('Likely cause: a trailing slash.', { exact: false }).waitFor({ timeout: SOON });
    await page.getByText('https://client.example/cb/', { exact: true }).waitFor();
    await window.looksRight('quick-start-mismatch');

    await visitor.visit(authorizeUrl(server, client, pkce(), { response_type: 'token' }));
    await page
      .getByText('unsupported_response_type: Only the response type code is supported.')
      .waitFor({ timeout: SOON });

    const signInPage = await visitor.visit(authorizeUrl(server, client, pkce()));
    await signIn(visitor, signInPage, 'alice', 'not the password');
    await page.getByText('The user name or the password was wrong.').waitFor({ timeout: SOON });

    const consent = await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())));
    await visitor.submit(consent, {}, { name: 'decision', value: 'deny' });
    await page.getByText('The user did not allow it.').waitFor({ timeout: SOON });

    const lost = await obtainCode(server, client);
    expect((await redeem(server, { ...client, secret: 'pcs_wrong' }, lost)).status).toBe(401);
    await page.getByText('it did not redeem the code', { exact: false }).waitFor({ timeout: 15_000 });

    await obtainTokens(server, client);
    await page.getByText(/^✓ First sign-in at/).waitFor({ timeout: SOON });
    await page
      .getByRole('link', { name: 'Compare it with the registered ones' })
      .waitFor({ state: 'detached' });
    await window.close();
  }, 120_000);

  it('5 quick start: the single-page snippet signs a user in, as it is shown', async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    const client = await server.register({
      name: 'Board',
      tokenEndpointAuthMethod: 'none',
      redirectUris: [`${origin}/callback`],
      scopes: ['openid', 'profile'],
    });
    const window = await open(client);
    const snippet = await code(window.page, 'Code for oidc-client-ts').innerText();
    expect(await code(window.page, '.env').innerText()).not.toContain('SECRET');
    const app = await serve(origin, snippet);
    try {
      const browser = await chromium.newContext();
      const page = await browser.newPage();
      await page.goto(origin);
      await page.locator('[name=username]').fill('alice');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('button[value=sign_in]').click();
      await page.locator('button[value=allow]').click();
      await page.waitForURL(`${origin}/`);
      const { subject } = (await server.users.findByUsername('alice'))!;
      await page.getByText(`Hello ${subject}`).waitFor();
      await browser.close();
      await window.page.getByText(/^✓ First sign-in at/).waitFor({ timeout: SOON });
    } finally {
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
    }
    await window.close();
  }, 120_000);

  it('5 quick start: shows other kinds of client what fits them', async () => {
    const base = { redirectUris: [], scopes: ['orders:read'] };
    const machine = await server.register({ ...base, grantTypes: ['client_credentials'] });
    const api = await server.register({ ...base, scopes: [], grantTypes: [], mayIntrospect: true });
    const window = await open(machine);
    const { page } = window;
    await code(page, 'Code for Node.js').waitFor();
    expect(await page.getByText('Waiting for the first sign-in…').count()).toBe(0);
    await page.goto(`${admin.url}/clients/${api.clientId}`);
    await code(page, 'Code for NestJS').getByText('BearerModule').first().waitFor();
    await window.close();
  }, 120_000);

  it.each(fewOf(LOOKS))(
    '5 quick start: looks right in $colorScheme and $locale',
    async ({ colorScheme, locale }) => {
      const client = await server.register({
        name: 'Acme Wiki',
        redirectUris: ['https://wiki.acme.example/callback'],
      });
      const window = await open(client, { colorScheme, locale });
      await window.page.locator('pre').first().waitFor();
      await window.looksRight(`quick-start-${colorScheme}-${locale}`);
      await window.page.setViewportSize({ width: 320, height: 720 });
      const width = (): Promise<number> => window.page.evaluate(() => document.documentElement.scrollWidth);
      await eventually(width, (pixels) => pixels === 320);
      await window.looksRight(`quick-start-320-${colorScheme}-${locale}`);
      await window.close();
    },
    60_000,
  );
});

const require = createRequire(import.meta.url);
const packageFile = (name: string, path: string): string => {
  const main = require.resolve(name);
  return readFileSync(join(main.slice(0, main.lastIndexOf(`/${name}/`)), name, path), 'utf8');
};

/** A web server with an application that is the snippet and one line which calls it. */
async function serve(origin: string, snippet: string): Promise<Server> {
  const modules: Readonly<Record<string, string>> = {
    '/oidc-client-ts.js': packageFile('oidc-client-ts', 'dist/esm/oidc-client-ts.js'),
    '/jwt-decode.js': packageFile('jwt-decode', 'build/esm/index.js'),
    '/app.js': ts.transpile(snippet, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }),
  };
  const page = `<!doctype html><title>An application</title><link rel="icon" href="data:,">
<script type="importmap">{"imports":{"oidc-client-ts":"/oidc-client-ts.js","jwt-decode":"/jwt-decode.js"}}</script>
<script type="module">
import { signedIn } from '/app.js';
const user = await signedIn();
if (user) document.body.textContent = 'Hello ' + user.profile.sub;
</script><body></body>`;
  const server = createServer((request, response) => {
    const module = modules[request.url!];
    response
      .writeHead(200, { 'Content-Type': module ? 'text/javascript' : 'text/html; charset=utf-8' })
      .end(module ?? page);
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(origin).port), '127.0.0.1', resolve));
  return server;
}
