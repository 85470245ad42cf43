import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { authorizeUrl } from '../support/flow.js';
import { linkIn, mailerOf, NEW_PASSWORD, RESET_LINK } from '../support/password-reset.js';
import { pkce } from '../support/pkce.js';
import { RecordingMailer } from '../support/recording-mailer.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** What a user reads on the way, by language. */
const WORDS = {
  'en-GB': {
    forgot: 'Forgot your password?',
    username: 'Username',
    send: 'Send the mail',
    sent: 'Look into your mailbox',
    choose: 'Choose a new password',
    password: 'New password',
    change: 'Change the password',
    refused: 'The new password contains your username, which a guesser would try. Choose another.',
    done: 'You have a new password',
    signIn: 'Sign in',
    gone: 'This link does not work any more',
    again: 'Ask for another mail',
    limited: /^Too many mails were asked for from here\. Wait/,
  },
  'zh-CN': {
    forgot: '忘记密码？',
    username: '用户名',
    send: '发送邮件',
    sent: '请查收邮件',
    choose: '设置新密码',
    password: '新密码',
    change: '更改密码',
    refused: '新密码包含您的用户名，容易被猜到。请换一个。',
    done: '您的密码已更改',
    signIn: '登录',
    gone: '此链接已失效',
    again: '重新发送邮件',
    limited: /^从此处请求的邮件过多。请等待/,
  },
};
type Locale = keyof typeof WORDS;

const WINDOWS: readonly [string, Locale, BrowserContextOptions][] = [
  ['with JavaScript', 'en-GB', {}],
  ['without JavaScript', 'en-GB', { javaScriptEnabled: false }],
  ['in the dark', 'en-GB', { colorScheme: 'dark' }],
  ['in Chinese', 'zh-CN', {}],
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

withBrowser('a forgotten password in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  let client: RegisteredClient;

  beforeAll(async () => {
    const options = { brand: { name: 'Acme Account', supportUrl: 'https://help.example/' } };
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options, extras: { mailer: RecordingMailer } }),
      launchChromium(),
    ]);
    client = await server.register({ name: 'Acme Wiki' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  describe.each(fewOf(WINDOWS))('%s', (name, locale, options) => {
    const words = WORDS[locale];
    const username = `ada-${name.replaceAll(/\W+/g, '-')}@acme.example`;

    /** Nothing sticks out to the side, and axe has nothing to say. */
    const look = async (window: Window, step: string): Promise<void> => {
      await window.picture(`password-reset-${name.replaceAll(/\W+/g, '-')}-${step}`);
      const width = await window.page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(window.page.viewportSize()!.width);
      if (options.javaScriptEnabled !== false) expect(await window.violations()).toEqual([]);
    };

    it('is replaced, on the way to a client', async () => {
      await server.addUser(username);
      const window = await Window.open(browser, { locale, ...options });
      const { page } = window;
      await page.goto(authorizeUrl(server, client, pkce()));
      await look(window, '1-sign-in');
      const signIn = page.url();
      await page.getByRole('link', { name: words.forgot }).click();
      await page.getByRole('heading', { name: words.forgot }).waitFor();
      expect(await page.locator(':focus').getAttribute('id')).toBe('username');
      await look(window, '2-forgot');

      const mails = mailerOf(server).sent.length;
      await page.getByLabel(words.username).fill(username);
      await page.getByRole('button', { name: words.send }).click();
      await page.getByRole('heading', { name: words.sent }).waitFor();
      await look(window, '3-sent');
      const link = linkIn(await mailerOf(server).saying(RESET_LINK, mails));

      await page.goto(link);
      await page.getByRole('heading', { name: words.choose }).waitFor();
      expect(await page.locator(':focus').getAttribute('id')).toBe('password');
      await look(window, '4-reset');
      await page.getByLabel(words.password, { exact: true }).fill(username);
      await page.getByRole('button', { name: words.change }).click();
      expect(await page.getByRole('alert').textContent()).toContain(words.refused);
      expect(await page.locator(':focus').getAttribute('id')).toBe('failure');
      await look(window, '5-refused');
      await page.getByLabel(words.password, { exact: true }).fill(NEW_PASSWORD);
      await page.getByRole('button', { name: words.change }).click();
      await page.getByRole('heading', { name: words.done }).waitFor();
      await look(window, '6-done');
      // No address after the first one carries the token.
      expect(page.url()).not.toContain(new URL(link).searchParams.get('token')!);
      await page.reload();
      await page.getByRole('heading', { name: words.done }).waitFor();
      await page.getByRole('link', { name: words.signIn }).click();
      expect(page.url()).toBe(signIn);

      await page.goto(link);
      await page.getByRole('heading', { name: words.gone }).waitFor();
      await look(window, '7-gone');
      await page.getByRole('link', { name: words.again }).click();
      await page.getByRole('heading', { name: words.forgot }).waitFor();
      // The answers to a bad password and a used link are no trouble, though browsers log their status.
      expect(window.troubles.filter((trouble) => !trouble.includes('status of 400'))).toEqual([]);
      await window.close();
    });
  });

  it('the mail looks as it should, and fetches nothing', async () => {
    const ada = await server.addUser('ada@acme.example');
    for (const [locale, colorScheme] of [
      ['en-GB', 'light'],
      ['zh-CN', 'dark'],
    ] as const) {
      const count = mailerOf(server).sent.length;
      const window = await Window.open(browser, {
        locale,
        colorScheme,
        viewport: { width: 480, height: 700 },
      });
      const { page } = window;
      await page.goto(server.url('password/forgot'));
      await page.getByLabel(WORDS[locale].username).fill(ada.username);
      await page.getByRole('button', { name: WORDS[locale].send }).click();
      const { html } = await mailerOf(server).saying(RESET_LINK, count);
      // No policy of ours protects a mail.
      await page.goto('about:blank');
      const fetched: string[] = [];
      page.on('request', (request) => fetched.push(request.url()));
      await page.setContent(html!);
      await window.picture(`password-reset-mail-${locale}`);
      expect(fetched).toEqual([]);
      expect(await window.violations()).toEqual([]);
      await window.close();
    }
  });

  it('keeps the link, and the request that waits, when the language is changed', async () => {
    const { username } = await server.addUser('grace@acme.example');
    const window = await Window.open(browser);
    const { page } = window;
    await page.goto(authorizeUrl(server, client, pkce()));
    const signIn = new URL(page.url()).searchParams.get('interaction');
    await page.getByRole('link', { name: WORDS['en-GB'].forgot }).click();
    await page.getByRole('link', { name: '简体中文' }).click();
    const count = mailerOf(server).sent.length;
    await page.getByLabel(WORDS['zh-CN'].username).fill(username);
    await page.getByRole('button', { name: WORDS['zh-CN'].send }).click();
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: WORDS['en-GB'].sent }).waitFor();
    expect(new URL(page.url()).searchParams.get('interaction')).toBe(signIn);
    await page.goto(linkIn(await mailerOf(server).saying(RESET_LINK, count)));
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByLabel(WORDS['zh-CN'].password, { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: WORDS['zh-CN'].change }).click();
    await page.getByRole('heading', { name: WORDS['zh-CN'].done }).waitFor();
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it.each(['en-GB', 'zh-CN'] as const)('says when there were too many, in %s', async (locale) => {
    const window = await Window.open(browser, { locale });
    const { page } = window;
    const words = WORDS[locale];
    await page.goto(server.url('password/forgot'));
    for (let i = 0; i < 25; i++) {
      await page.goto(server.url('password/forgot'));
      await page.getByLabel(words.username).fill('nobody');
      await page.getByRole('button', { name: words.send }).click();
      if (!page.url().endsWith('/sent')) break;
    }
    expect((await page.getByRole('alert').textContent())!.trim()).toMatch(words.limited);
    expect(await page.getByLabel(words.username).inputValue()).toBe('nobody');
    expect(await page.title()).toMatch(/^(Error: |错误：)/);
    expect(await window.violations()).toEqual([]);
    await window.picture(`password-reset-limited-${locale}`);
    await window.close();
  });
});
