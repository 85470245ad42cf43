import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;
const TITLE = 'Choose an account to continue to Acme Wiki';

withBrowser('the account chooser in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  let site: Server;
  let home: string;
  let client: RegisteredClient;

  beforeAll(async () => {
    const options = { brand: { name: 'Acme Account' }, lifetimes: { keptSession: 30 * 86400 } };
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options }),
      launchChromium(),
    ]);
    await server.addUser('ada@acme.example', { name: 'Ada Lovelace' });
    await server.addUser('algorithms@house-of-wisdom.acme.example', { name: 'محمد الخوارزمي' });
    await server.addUser('charles', { name: 'Charles Babbage' });
    // The client's site is 127.0.0.1, while the authorization server is localhost.
    site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end('<!doctype html><link rel="icon" href="data:,"><h1>Back</h1>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    home = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    client = await server.register({ redirectUris: [`${home}/cb`], firstParty: true });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    site.closeAllConnections();
    site.close();
    await server.close();
  });

  const askFor = (more: Record<string, string> = {}): string =>
    authorizeUrl(server, client, pkce(), { prompt: 'select_account', ...more });

  /** A window in which these have signed in, one after the other. */
  async function windowOf(usernames: string[], options: BrowserContextOptions = {}): Promise<Window> {
    const window = await Window.open(browser, options);
    const { page } = window;
    for (const username of usernames) {
      await page.goto(askFor());
      if (page.url().includes('/choose')) await page.locator('#another').click();
      await page.locator('#username').fill(username);
      await page.locator('#password').fill(PASSWORD);
      await page.locator('#sign_in').click();
      await page.waitForURL(`${home}/cb?*`);
    }
    return window;
  }

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_, javaScriptEnabled) => {
    it('an account is chosen by its button, whose name holds name and user name', async () => {
      const window = await windowOf(['ada@acme.example', 'charles'], { javaScriptEnabled, locale: 'en' });
      const { page } = window;
      await page.goto(askFor());
      await page.getByRole('heading', { name: TITLE }).waitFor();
      await page.getByRole('button', { name: 'Charles Babbage charles in use now' }).waitFor();
      await page.getByRole('button', { name: 'Ada Lovelace ada@acme.example' }).click();
      await page.waitForURL(`${home}/cb?code=*`);
      await page.goto(server.url('logout'));
      await page.getByText('Signed in as Ada Lovelace (ada@acme.example)').waitFor();
      expect(window.troubles).toEqual([]);
      await window.close();
    });

    it('an account is removed from the list, another one is used, and Cancel tells the client', async () => {
      const window = await windowOf(['ada@acme.example', 'charles'], { javaScriptEnabled, locale: 'en' });
      const { page } = window;
      await page.goto(askFor());
      await page.getByRole('button', { name: 'Remove charles from this list' }).click();
      await page.getByRole('button', { name: /^Charles/ }).waitFor({ state: 'detached' });
      expect(await page.getByRole('listitem').filter({ hasText: 'Remove' }).count()).toBe(1);
      await page.getByRole('button', { name: 'Use another account' }).click();
      await page.getByRole('heading', { name: 'Sign in to continue to Acme Wiki' }).waitFor();
      expect(await page.locator('#username').inputValue()).toBe('');
      await page.getByRole('link', { name: 'Choose an account from this browser' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.waitForURL(`${home}/cb?error=access_denied*`);
      const { searchParams } = new URL(page.url());
      expect([searchParams.get('state'), searchParams.get('iss')]).toEqual(['st4te', server.issuer]);
      expect(window.troubles).toEqual([]);
      await window.close();
    });
  });

  it('the keyboard reaches every button in the order in which it stands there, and shows where it is', async () => {
    const window = await windowOf(['ada@acme.example', 'charles'], { locale: 'en' });
    const { page } = window;
    await page.goto(askFor());
    const order: string[] = [];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab');
      order.push(
        await page.evaluate(() => {
          const { id } = document.activeElement!;
          return `${id} ${getComputedStyle(document.activeElement!).outlineStyle}`;
        }),
      );
    }
    const ids = ['account-0', 'remove-0', 'account-1', 'remove-1', 'another', 'cancel'];
    expect(order).toEqual(ids.map((id) => `${id} solid`));
    await window.close();
  });

  it.each([
    ['en', 'light', 1280],
    ['en', 'dark', 360],
    ['zh-CN', 'dark', 1280],
    ['zh-CN', 'light', 360],
    ['zh-CN', 'light', 320],
  ] as const)('the pages can be read: %s, %s, %i pixels wide', async (locale, colorScheme, width) => {
    const accounts = ['ada@acme.example', 'algorithms@house-of-wisdom.acme.example', 'charles'];
    const window = await windowOf(accounts, { locale, colorScheme, viewport: { width, height: 800 } });
    const { page } = window;
    const look = async (name: string): Promise<void> => {
      await window.picture(`account-chooser-${locale}-${colorScheme}-${width}-${name}`);
      expect(await window.violations()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= globalThis.innerWidth)).toBe(
        true,
      );
      expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    };
    await page.goto(askFor());
    await look('1-several');
    await page.locator('#another').click();
    await page.locator('#choose-account').waitFor();
    await look('2-sign-in');
    await page.goto(server.url('logout'));
    await page.locator('#sign_out').click();
    await page.locator('#others').waitFor();
    await look('3-signed-out');
    await page.goto(askFor());
    await look('4-one-signed-out');
    expect(window.troubles).toEqual([]);
    await window.close();
  });
});
