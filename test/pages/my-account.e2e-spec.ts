import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { openAccount } from '../support/account.js';
import { introspect, obtainCode, redeem, registerApi, type TokenAnswer } from '../support/flow.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;
const API = 'https://orders.example';
const NEW_PASSWORD = 'a wholly different horse';

/** What a user reads on the way, by language. */
const WORDS = {
  'en-GB': {
    ...{ username: 'Username', password: 'Password', signIn: 'Sign in', signOut: 'Sign out' },
    ...{ apps: 'Connected apps', sessions: 'Sessions', passwordSection: 'Password' },
    ...{ remove: 'Remove Acme Orders', ask: 'Remove Acme Orders?', keep: 'Keep it' },
    ...{ removed: 'Acme Orders no longer has access to your account.', orders: 'Place orders for you' },
    ...{ empty: 'No app has access to your account', end: 'Sign out Unknown browser' },
    ...{ ended: 'Unknown browser is signed out.', here: 'Chrome on Linux' },
    ...{ others: 'Sign out everywhere else', othersEnded: 'Browsers signed out: 2' },
    ...{ current: 'Current password', wanted: 'New password', change: 'Change password' },
    ...{ wrong: 'The current password is not right.', changed: 'Your password is changed.' },
    ...{ show: 'Show new password', error: 'Error: Change your password' },
  },
  'zh-CN': {
    ...{ username: '用户名', password: '密码', signIn: '登录', signOut: '退出登录' },
    ...{ apps: '已连接的应用', sessions: '登录会话', passwordSection: '密码' },
    ...{ remove: '移除 Acme Orders', ask: '要移除 Acme Orders 吗？', keep: '保留' },
    ...{ removed: 'Acme Orders 已无法访问您的账号。', orders: '以您的名义下单' },
    ...{ empty: '没有应用可以访问您的账号', end: '退出 未知浏览器' },
    ...{ ended: '未知浏览器 已退出登录。', here: 'Linux 上的 Chrome' },
    ...{ others: '在其他所有地方退出登录', othersEnded: '已退出的浏览器数量：2' },
    ...{ current: '当前密码', wanted: '新密码', change: '更改密码' },
    ...{ wrong: '当前密码不正确。', changed: '密码已更改。' },
    ...{ show: '显示新密码', error: '错误：更改密码' },
  },
};
type Locale = keyof typeof WORDS;

const WINDOWS: readonly [string, Locale, BrowserContextOptions][] = [
  ['with JavaScript', 'en-GB', {}],
  ['without JavaScript, in the dark, in Chinese', 'zh-CN', { javaScriptEnabled: false, colorScheme: 'dark' }],
  [
    'on a small screen in the dark, in Chinese',
    'zh-CN',
    { viewport: { width: 360, height: 640 }, colorScheme: 'dark' },
  ],
  [
    'at 320 pixels, without JavaScript',
    'en-GB',
    { viewport: { width: 320, height: 640 }, javaScriptEnabled: false },
  ],
];

withBrowser('my account in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  let api: RegisteredClient;
  let client: RegisteredClient;
  let users = 0;
  let username: string;
  let tokens: TokenAnswer;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({
        database: 'sqlite',
        options: {
          brand: { name: 'Acme Account' },
          scopes: {
            'orders:write': {
              title: 'Place orders for you',
              sensitive: true,
              translations: { 'zh-CN': { title: '以您的名义下单' } },
            },
          },
        },
      }),
      launchChromium(),
    ]);
    api = await registerApi(server, API);
    client = await server.register({
      name: 'Acme Orders',
      audiences: [API],
      scopes: ['openid', 'profile', 'orders:write', 'offline_access'],
      grantTypes: ['authorization_code', 'refresh_token'],
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** A user who is signed in in two other places, in one of which an app got access. */
  beforeEach(async () => {
    username = `user-${++users}`;
    await server.addUser(username, { name: 'Ada Lovelace' });
    const visitor = new Visitor();
    await openAccount(server, 'account/apps', { visitor, username });
    await openAccount(server, 'account/apps', { username });
    const scope = 'openid profile orders:write offline_access';
    const answer = await redeem(server, client, await obtainCode(server, client, { scope }, visitor));
    tokens = (await answer.json()) as TokenAnswer;
  });

  describe.each(fewOf(WINDOWS))('%s', (name, locale, options) => {
    const words = WORDS[locale];
    const scripted = options.javaScriptEnabled !== false;

    async function look(window: Window, what: string): Promise<void> {
      if (scripted) expect(await window.violations()).toEqual([]);
      const overflow = await window.page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      // The page that says what is wrong has the status of a failure.
      const troubles = window.troubles.filter((trouble) => !trouble.includes('status of 400'));
      expect(troubles).toEqual([]);
      await window.picture(`my-account-${what}-${name}`);
    }

    /** Signed in, on a page of the account. */
    async function arrive(path: string): Promise<Window> {
      const window = await Window.open(browser, { locale, ...options });
      await window.page.goto(server.url(path));
      await window.page.getByLabel(words.username, { exact: true }).fill(username);
      await window.page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
      await window.page.getByRole('button', { name: words.signIn, exact: true }).click();
      return window;
    }

    it('a user removes an app', async () => {
      const window = await arrive('account');
      const { page } = window;
      await page.getByRole('heading', { level: 1, name: words.apps }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/oauth/account/apps');
      const current = page.getByRole('navigation').locator('[aria-current=page]');
      expect(await current.allTextContents()).toEqual([words.apps]);
      await page.getByText(words.orders).waitFor();
      await look(window, 'apps');
      await page.getByRole('button', { name: words.remove, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: words.ask }).waitFor();
      await look(window, 'remove');
      await page.getByRole('link', { name: words.keep, exact: true }).click();
      await page.getByRole('button', { name: words.remove, exact: true }).click();
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
      await page.getByRole('button', { name: words.remove, exact: true }).click();
      await page.getByText(words.removed).waitFor();
      await page.getByText(words.empty).waitFor();
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      await look(window, 'removed');
      // Neither reload nor back repeats an act.
      await page.reload();
      await page.getByText(words.removed).waitFor();
      await window.close();
    });

    it('a user signs out elsewhere', async () => {
      const window = await arrive('account/apps');
      const { page } = window;
      await page.getByRole('link', { name: words.sessions, exact: true }).click();
      await page.getByRole('heading', { name: words.here }).waitFor();
      await look(window, 'sessions');
      await page.getByRole('button', { name: words.end, exact: true }).first().click();
      await page.getByText(words.ended).waitFor();
      await openAccount(server, 'account/apps', { username });
      await page.reload();
      await page.getByRole('button', { name: words.others, exact: true }).click();
      await look(window, 'end-sessions');
      await page.getByRole('button', { name: words.others, exact: true }).click();
      await page.getByText(words.othersEnded).waitFor();
      await look(window, 'ended');
      await window.close();
    });

    it('a user changes the password and signs out', async () => {
      const window = await arrive('account/apps');
      const { page } = window;
      await page.getByRole('link', { name: words.passwordSection, exact: true }).click();
      await page.getByLabel(words.current, { exact: true }).fill('not my password');
      await page.getByLabel(words.wanted, { exact: true }).fill(NEW_PASSWORD);
      if (scripted) {
        await page.getByRole('button', { name: words.show, exact: true }).click();
        expect(await page.locator('#new_password').getAttribute('type')).toBe('text');
      }
      await page.getByRole('button', { name: words.change, exact: true }).click();
      await page.getByText(words.wrong).waitFor();
      expect(await page.title()).toContain(words.error);
      expect(await page.evaluate('document.activeElement.id')).toBe('failure');
      expect(await page.locator('#new_password').inputValue()).toBe('');
      await look(window, 'wrong');
      await page.getByLabel(words.current, { exact: true }).fill(PASSWORD);
      await page.getByLabel(words.wanted, { exact: true }).fill(NEW_PASSWORD);
      await page.getByRole('button', { name: words.change, exact: true }).click();
      await page.getByText(words.changed).waitFor();
      await look(window, 'changed');
      expect(await server.users.authenticate(username, NEW_PASSWORD)).not.toBeNull();
      await page.getByRole('link', { name: words.signOut, exact: true }).click();
      expect(new URL(page.url()).pathname).toBe('/oauth/logout/confirm');
      await window.close();
    });
  });

  it('is walked by keyboard in the order in which it is read', async () => {
    const window = await Window.open(browser, { locale: 'en-GB' });
    const { page } = window;
    await page.goto(server.url('account/apps'));
    await page.locator('#username').fill(username);
    await page.locator('#password').fill(PASSWORD);
    await page.locator('#sign_in').click();
    await page.locator('#apps').waitFor();
    const order: string[] = [];
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      order.push(String(await page.evaluate('document.activeElement.id')));
    }
    const button = `remove-${client.clientId}-button`;
    expect(order).toEqual([
      ...['section-apps', 'section-sessions', 'section-password', 'section-second-factor', 'sign-out'],
      ...[button, 'language-en', 'language-zh-CN'],
    ]);
    await page.locator(`[id="${button}"]`).focus();
    await page.keyboard.press('Enter');
    await page.locator('#remove').waitFor();
    await page.locator('#remove').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Acme Orders no longer has access').waitFor();
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('shows moments in the time zone of the reader, and exactly to whoever points at them', async () => {
    const window = await Window.open(browser, { locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
    const { page } = window;
    await page.goto(server.url('account/sessions'));
    await page.locator('#username').fill(username);
    await page.locator('#password').fill(PASSWORD);
    await page.locator('#sign_in').click();
    const time = page.locator('#here time');
    const iso = (await time.getAttribute('datetime'))!;
    const local = new Intl.DateTimeFormat('en', {
      ...{ dateStyle: 'long', timeStyle: 'short' },
      timeZone: 'Asia/Shanghai',
    });
    // Engines differ in the kind of space before AM and PM.
    const plain = (text: string): string => text.replace(/\s/g, ' ');
    expect(plain((await time.textContent())!)).toBe(plain(local.format(new Date(iso))));
    expect(await time.getAttribute('title')).toBe(`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`);
    await window.close();
  });
});
