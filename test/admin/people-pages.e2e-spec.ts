import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Totp } from '@portcullis/oauth';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  signIn,
} from '../support/flow.js';
import { choose } from '../support/password-reset.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

withBrowser('the pages of users and grants', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;
  let wiki: RegisteredClient;
  let api: RegisteredClient;
  let alice: string;
  let reused: string;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options: { refresh: { graceSeconds: 0 } } }),
      launchChromium(),
    ]);
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await admin.addMember('sam', 'support');
    await admin.addMember('vera', 'viewer');
    ({ subject: alice } = await server.addUser('alice', { email_verified: true, locale: 'en-GB' }));
    for (let i = 0; i < 24; i++) {
      const name = `Reader ${String(i).padStart(2, '0')}`;
      await server.addUser(`reader-${i}`, { name, email: `reader-${i}@mill.example` });
    }
    const scopes = ['openid', 'profile', 'offline_access'];
    wiki = await server.register({ name: 'Acme Wiki', scopes, accessTokenFormat: 'opaque' });
    const shop = await server.register({ name: 'Corner Shop', scopes });
    api = await registerApi(server, server.issuer);
    for (const userAgent of [FIREFOX, PHONE]) {
      const visitor = new Visitor({ 'user-agent': userAgent });
      await signIn(visitor, await visitor.visit(server.url('account')));
      await redeem(server, shop, await obtainCode(server, shop, { scope: 'openid offline_access' }, visitor));
    }
    const first = await obtainTokens(server, wiki);
    await refresh(server, wiki, first.refresh_token);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await refresh(server, wiki, first.refresh_token);
    const [row] = await admin.query('SELECT id FROM oauth_authorization ORDER BY id DESC LIMIT 1');
    reused = (row!['id'] as Buffer).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  /** After this, signing in as Alice takes a code that nobody here has. */
  async function setUpSecondFactor(): Promise<void> {
    const secret = Buffer.from('x');
    await server.database.upsert(Totp, [{ subject: alice, secret, lastStep: 0, createdAt: Date.now() }]);
  }

  it('13 grants and tokens: found by user or client, the tree shows reuse, a revoked one is dead at once', async () => {
    const tokens = await obtainTokens(server, wiki);
    const window = await AdminWindow.open(browser, admin, 'olga', '/grants');
    const { page } = window;
    page.setDefaultTimeout(15_000);
    await page.getByRole('searchbox', { name: 'Search grants' }).fill('acme');
    const row = page.getByRole('row', { name: /Acme Wiki/ });
    await page.getByText('2 entries').waitFor();
    expect(await row.count()).toBe(2);
    expect(page.url()).toContain('search=acme');
    await row.filter({ hasText: 'Revoked' }).getByRole('link', { name: 'Alice Liddell' }).click();

    await page.getByRole('heading', { level: 1, name: 'Alice Liddell and Acme Wiki' }).waitFor();
    await page.getByText('A token of this grant was used a second time').waitFor();
    const tree = page.getByRole('region', { name: 'Family tree' });
    await tree.getByText('Reuse detected: refresh token 1 came a second time').waitFor();
    await tree.getByText('The client redeemed the authorization code').waitFor();
    await tree.getByText('Refresh token 2', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Revoke grant' }).count()).toBe(0);

    await page.goBack();
    await row.filter({ hasText: 'Live' }).getByRole('link', { name: 'Alice Liddell' }).click();
    await page.getByRole('button', { name: 'Revoke grant' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke grant' }).click();
    await page
      .getByRole('region', { name: 'Family tree' })
      .getByText('An administrator revoked the grant')
      .waitFor();
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    expect((await refresh(server, wiki, tokens.refresh_token)).status).toBe(400);
    await window.close();
  }, 90_000);

  it('13 grants and tokens: many are revoked at once, and by client on its page', async () => {
    const robot = await server.register({
      name: 'Robot',
      redirectUris: [],
      grantTypes: ['client_credentials'],
      scopes: ['orders:read'],
      accessTokenFormat: 'opaque',
    });
    const answer = await post(server, 'token', robot, { grant_type: 'client_credentials' });
    const { access_token: own } = (await answer.json()) as { access_token: string };
    const tokens = [await obtainTokens(server, wiki), await obtainTokens(server, wiki)];
    const window = await AdminWindow.open(browser, admin, 'olga', `/clients/${wiki.clientId}/grants`);
    const { page } = window;
    page.setDefaultTimeout(15_000);
    await page.getByRole('tab', { name: 'Grants', selected: true }).waitFor();
    await page.getByRole('button', { name: 'State' }).click();
    await page.getByRole('checkbox', { name: 'Live' }).click();
    await page.waitForURL(/state=live/);
    await page.keyboard.press('Escape');
    await page.getByText('2 entries').waitFor();
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await window.looksRight('client-grants-bulk');
    await page
      .getByRole('region', { name: 'With the selected entries' })
      .getByRole('button', { name: 'Revoke grants' })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It concerns 2 entries.').waitFor();
    await dialog.getByRole('button', { name: 'Revoke grants' }).click();
    await page.getByText('Nothing matches').waitFor();
    for (const { access_token: token } of tokens) {
      expect(await introspect(server, api, token)).toEqual({ active: false });
    }

    await page.goto(`${admin.url}/clients/${robot.clientId}/grants`);
    await page
      .getByRole('table', { name: 'Access tokens of the client itself' })
      .getByText('opaque')
      .waitFor();
    await page.getByRole('button', { name: 'Revoke all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke all' }).click();
    await page.getByText('Revoked: 0 grants and 1 access tokens.').waitFor();
    expect(await introspect(server, api, own)).toEqual({ active: false });
    await window.close();
  }, 90_000);

  it('users: found, looked at, edited', async () => {
    await setUpSecondFactor();
    const window = await AdminWindow.open(browser, admin, 'sam', '/users?sort=-name');
    const { page } = window;
    page.setDefaultTimeout(15_000);
    await page.getByRole('searchbox', { name: 'Search users' }).fill('alice');
    await page.getByRole('link', { name: 'Alice Liddell' }).click();
    await page.getByRole('heading', { level: 1, name: 'Alice Liddell' }).waitFor();
    const sessions = page.getByRole('table', { name: 'Sessions' });
    await sessions.getByText('Firefox on Windows').waitFor();
    await sessions.getByText('Safari on iOS').waitFor();
    await page.getByRole('button', { name: 'Edit profile' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit profile' });
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Alice Hargreaves');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('nonsense');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Some entries were refused').waitFor();
    await window.looksRight('user-edit-refused');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('alice@hargreaves.example');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Alice Hargreaves' }).waitFor();
    await page.getByText('alice@hargreaves.example (verified)').waitFor();

    await sessions.getByRole('button', { name: /End the session in Firefox/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await sessions.getByText('Firefox on Windows').waitFor({ state: 'detached' });
    const apps = page.getByRole('table', { name: 'Connected apps' });
    await apps.getByRole('button', { name: 'Remove the access of Corner Shop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await apps.getByText('Corner Shop').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Reset second factor' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset second factor' }).click();
    await page.getByText('No second factor is set up.').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await window.looksRight('user-sign-out');
    await page
      .getByRole('dialog')
      .getByRole('checkbox', { name: /Also revoke lasting access/ })
      .check();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('This user is not signed in anywhere.').waitFor();
    await window.close([400]);
  }, 90_000);

  it('users: created with a link that is shown once and works once; disabled and enabled', async () => {
    const window = await AdminWindow.open(browser, admin, 'sam', '/users');
    const { page } = window;
    page.setDefaultTimeout(15_000);
    await page.getByRole('link', { name: 'New user' }).click();
    await page.getByRole('textbox', { name: 'Identifier' }).fill('dora');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Dora Fuller');
    await window.looksRight('user-new');
    await page.getByRole('button', { name: 'Create user' }).click();
    const dialog = page.getByRole('dialog', { name: 'Hand this link over now' });
    const url = await dialog.locator('code').innerText();
    await window.looksRight('user-link');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'I have passed it on' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dora Fuller' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain('token=');
    const visitor = new Visitor();
    await choose(visitor, await visitor.visit(url), 'eleven shy brown foxes');
    expect((await new Visitor().visit(url)).status).toBe(400);

    await page.getByRole('button', { name: 'Disable user' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable user' }).click();
    await page.getByText('This account is disabled.', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Enable user' }).click();
    await page.getByRole('button', { name: 'Disable user' }).waitFor();

    await page.goto(`${admin.url}/users/new`);
    await page.getByRole('textbox', { name: 'Identifier' }).fill('emma');
    await page.getByRole('radio', { name: 'I set an initial password' }).check();
    await page.getByLabel(/^Initial password/).fill('password123');
    await page.getByRole('button', { name: 'Create user' }).click();
    await page.getByText('one that many people choose', { exact: false }).waitFor();
    await page.getByLabel(/^Initial password/).fill('twelve calm white owls');
    await page.getByRole('button', { name: 'Create user' }).click();
    await page.getByRole('heading', { level: 1, name: 'emma' }).waitFor();
    await window.close([400]);
  }, 90_000);

  it('users: what a role may not do is not offered', async () => {
    const owner = (await server.users.findByUsername('olga'))!.subject;
    const support = await AdminWindow.open(browser, admin, 'sam', `/users/${owner}`);
    await support.page.getByText('Only an owner may edit this account', { exact: false }).waitFor();
    for (const name of ['Edit profile', 'Disable user', 'Create a link']) {
      expect(await support.page.getByRole('button', { name }).count()).toBe(0);
    }
    await support.close();
    const viewer = await AdminWindow.open(browser, admin, 'vera', `/users/${alice}`);
    await viewer.page.getByRole('heading', { level: 2, name: 'Second factor' }).waitFor();
    expect(await viewer.page.getByRole('heading', { level: 2, name: 'Danger zone' }).count()).toBe(0);
    expect(await viewer.page.getByRole('button', { name: /Edit|End|Remove|Reset/ }).count()).toBe(0);
    await viewer.page.goto(`${admin.url}/users/nobody`);
    await viewer.page.getByRole('heading', { level: 1, name: 'There is no such user' }).waitFor();
    await viewer.looksRight('user-missing');
    await viewer.close([404]);
  }, 90_000);

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 360].map((width) => ({ ...look, width })))))(
    'look right, $colorScheme in $locale at $width px',
    async ({ width, ...look }) => {
      await setUpSecondFactor();
      const viewport = { width, height: 900 };
      const window = await AdminWindow.open(browser, admin, 'olga', '/users', { ...look, viewport });
      const { page } = window;
      page.setDefaultTimeout(15_000);
      const name = `${look.colorScheme}-${look.locale}-${width}`;
      await page.getByText('reader-0').first().waitFor();
      await window.looksRight(`users-${name}`);
      for (const [part, path] of [
        ['user', `/users/${alice}`],
        ['grants', '/grants'],
        ['grant', `/grants/${reused}`],
        ['client-grants', `/clients/${wiki.clientId}/grants`],
      ]) {
        await page.goto(admin.url + path);
        await page.getByRole('heading', { level: 2 }).or(page.getByRole('table')).first().waitFor();
        await window.quiet();
        await window.looksRight(`${part}-${name}`);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0);
      }
      await window.close();
    },
    90_000,
  );
});
