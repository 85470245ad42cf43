import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { DATABASES_OF_PAGES } from '../support/databases.js';
import { obtainTokens, post } from '../support/flow.js';
import { PASSWORD, TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** How a page looks does not depend on the database: the whole matrix once, one cell on the other. */
const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['en', 'zh-CN'] as const).flatMap((locale) =>
    [1280, 360, 320].map((width) => [colorScheme, locale, width] as const),
  ),
);

withBrowser.each(DATABASES_OF_PAGES)('the admin pages in a browser, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database }), launchChromium()]);
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await server.addUser('alice');
    for (let i = 0; i < 25; i++) await server.register({ name: `Sample ${String(i).padStart(2, '0')}` });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  async function signedIn(path: string, options: BrowserContextOptions = {}): Promise<Window> {
    const window = await Window.open(browser, options);
    await window.page.goto(admin.url + path);
    await window.page.locator('[name=username]').fill('olga');
    await window.page.locator('[name=password]').fill(PASSWORD);
    await window.page.locator('button[value=sign_in]').click();
    await window.page.waitForURL(`${admin.url}${path}*`);
    await window.page.getByRole('heading', { level: 1 }).waitFor();
    return window;
  }

  it('registers a client that a user can then sign in with, and never shows its secret again', async () => {
    const window = await signedIn('/clients', { locale: 'en' });
    const { page } = window;
    await page.getByRole('link', { name: 'New client' }).click();
    await page.getByRole('radio', { name: 'Server web app' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('Acme Wiki');
    await page.getByLabel('Where users come back to').fill('https://client.example/cb');
    await page.getByRole('button', { name: 'Create client' }).click();

    const dialog = page.getByRole('dialog', { name: 'Store the secret now' });
    const clientId = await dialog.locator('code').first().innerText();
    const secret = await dialog.locator('code').last().innerText();
    await window.picture(`admin-${database}-secret`);
    expect(await window.violations()).toEqual([]);

    for (const leave of [
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(5, 5),
      () => page.goBack(),
    ]) {
      await leave();
      await dialog.getByRole('alert').waitFor();
      await dialog.getByRole('button', { name: 'Back to the secret' }).click();
    }
    await dialog.getByRole('button', { name: 'I have stored the secret' }).click();
    await page.getByRole('heading', { level: 1, name: 'Acme Wiki' }).waitFor();
    await page.getByRole('tab', { name: 'Credentials' }).click();
    await page.getByRole('table', { name: 'Secrets' }).getByText('First secret').waitFor();
    const left = await page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        history.state,
      ]),
    );
    expect([left.includes(clientId), left.includes(secret)]).toEqual([true, false]);
    expect(window.troubles).toEqual([]);

    const client = { client: (await server.registry.get(clientId))!, clientId, secret };
    expect(await obtainTokens(server, client)).toMatchObject({ scope: 'openid profile' });

    await page.getByRole('tab', { name: 'Danger zone' }).click();
    await page.getByRole('button', { name: 'Disable client' }).click();
    await page.getByText('This client is disabled.').waitFor();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const answer = await post(server, 'token', client, { grant_type: 'refresh_token', refresh_token: 'x' });
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' });
    await window.close();
  });

  it('registers a machine with the keyboard alone', async () => {
    const window = await signedIn('/clients/new', { locale: 'en' });
    const { page } = window;
    await page.getByRole('radio', { name: 'Server web app' }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: 'Machine to machine' }).isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.type('Night robot');
    await page.keyboard.press('Tab');
    await page.keyboard.type('orders:read');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    const stored = page.getByRole('button', { name: 'I have stored the secret' });
    for (let i = 0; i < 10 && !(await stored.evaluate((button) => button === document.activeElement)); i++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Night robot' }).waitFor();
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('says which line of the redirect URIs is wrong, and why, before the server is asked', async () => {
    const window = await signedIn('/clients/new', { locale: 'zh-CN' });
    const { page } = window;
    const clients = await admin.count('oauth_client');
    await page.getByLabel('名称').first().fill('坏地址');
    await page
      .getByLabel('用户返回的地址')
      .fill('https://a.example/cb\nhttps://*.example/cb\njavascript:alert(1)');
    await page.getByRole('button', { name: '创建客户端' }).click();
    await page.getByText('第 2 行：不能使用“*”').waitFor();
    await page.getByText('第 3 行：协议必须是 https').waitFor();
    expect(await window.violations()).toEqual([]);
    expect(await admin.count('oauth_client')).toBe(clients);
    await window.close();
  });

  it('keeps search and page in the address, through reload and back', async () => {
    const window = await signedIn('/clients', { locale: 'en' });
    const { page } = window;
    const rows = page.getByRole('table').getByRole('rowheader');
    await page.getByRole('searchbox').fill('Sample');
    await page.waitForURL('**/clients?search=Sample');
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForURL(/cursor=/);
    await rows.filter({ hasText: 'Sample 24' }).waitFor();
    await page.reload();
    await rows.filter({ hasText: 'Sample 24' }).waitFor();
    await page.getByRole('button', { name: 'Previous page' }).click();
    await rows.filter({ hasText: 'Sample 00' }).waitFor();
    expect(await rows.count()).toBe(20);
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByText('Nothing matches').waitFor();
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('follows the system’s colours from the first paint, or what was chosen', async () => {
    const window = await signedIn('/clients', { locale: 'en', colorScheme: 'dark' });
    const { page } = window;
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    expect(await scheme()).toBe('dark');
    await page.getByRole('button', { name: 'Colour scheme' }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    expect(await scheme()).toBe('light');
    // Without the bundle, only the small script in the head decides.
    await page.route('**/assets/index-*.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: '' }),
    );
    await page.reload();
    expect(await scheme()).toBe('light');
    await window.close();
  });

  it('signs out', async () => {
    const window = await signedIn('/clients', { locale: 'en' });
    const held = async (): Promise<Record<string, string>> => {
      const { cookies } = await window.context.storageState();
      const ours = cookies.filter(({ name }) => name.startsWith('__Host-portcullis'));
      return Object.fromEntries(ours.map(({ name, value }) => [name, value]));
    };
    const before = await held();
    await window.page.getByRole('button', { name: /^Account/ }).click();
    await window.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await window.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await window.page.textContent('main')).toContain('and at the authorization server have ended');
    // The browser stays known to the authorization server, under a new value that is nobody's session.
    const after = await held();
    expect(Object.keys(after)).toEqual(['__Host-portcullis']);
    expect(after['__Host-portcullis']).not.toBe(before['__Host-portcullis']);
    expect(await window.violations()).toEqual([]);
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it.each(fewOf(LOOKS))('is accessible and fits, %s, %s, %i px', async (colorScheme, locale, width) => {
    const window = await signedIn('/clients', { colorScheme, locale, viewport: { width, height: 800 } });
    for (const path of ['/clients', '/clients/new', '/clients/portcullis-admin']) {
      await window.page.goto(admin.url + path);
      await window.page.getByRole('heading', { level: 1 }).waitFor();
      await window.quiet();
      expect(await window.violations()).toEqual([]);
      const overflow = await window.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await window.picture(`admin-${colorScheme}-${locale}-${width}-${path.slice(1).replaceAll('/', '-')}`);
    }
    expect(await window.page.locator('html').getAttribute('lang')).toBe(locale);
    expect(window.troubles).toEqual([]);
    await window.close();
  });
});
