import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { DATABASES_OF_PAGES } from '../support/databases.js';
import { beginDevice, DEVICE_CODE, poll, type DeviceAnswer } from '../support/device.js';
import { expectOAuthError } from '../support/oauth-error.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** What a user reads on the way, by language. */
const WORDS = {
  'en-GB': {
    ...{ field: 'Code', go: 'Continue', username: 'Username', password: 'Password', signIn: 'Sign in' },
    ...{
      allow: 'Allow',
      deny: 'Deny',
      done: 'Done: go back to your device',
      denied: 'You denied the access',
    },
  },
  'zh-CN': {
    ...{ field: '代码', go: '继续', username: '用户名', password: '密码', signIn: '登录' },
    ...{ allow: '允许', deny: '拒绝', done: '完成，请回到您的设备', denied: '您已拒绝访问' },
  },
};
type Locale = keyof typeof WORDS;

const WINDOWS: readonly [string, Locale, BrowserContextOptions][] = [
  ['with JavaScript', 'en-GB', {}],
  ['without JavaScript', 'en-GB', { javaScriptEnabled: false }],
  [
    'on a small screen in the dark, in Chinese',
    'zh-CN',
    { viewport: { width: 360, height: 640 }, colorScheme: 'dark' },
  ],
  [
    'at 320 pixels, in Chinese, without JavaScript',
    'zh-CN',
    { viewport: { width: 320, height: 640 }, javaScriptEnabled: false },
  ],
];

withBrowser.each(DATABASES_OF_PAGES)('connecting a device, on %s,', (database) => {
  let server: TestServer;
  let browser: Browser;
  let tv: RegisteredClient;
  let device: DeviceAnswer;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({
        database,
        options: {
          scopes: {
            'films:watch': { title: 'Play films', translations: { 'zh-CN': { title: '播放影片' } } },
          },
        },
      }),
      launchChromium(),
    ]);
    await server.addUser();
    tv = await server.register({
      name: 'Acme TV',
      tokenEndpointAuthMethod: 'none',
      grantTypes: [DEVICE_CODE, 'refresh_token'],
      redirectUris: [],
      scopes: ['openid', 'profile', 'films:watch', 'offline_access'],
    });
  }, 120_000);
  beforeEach(async () => {
    device = await beginDevice(server, tv, { scope: 'openid profile films:watch offline_access' });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  describe.each(fewOf(WINDOWS))('%s', (name, locale, options) => {
    const words = WORDS[locale];
    const open = (): Promise<Window> => Window.open(browser, { locale, ...options });

    /** Nothing sticks out to the side, and axe has nothing to say. */
    const look = async (window: Window, step: string): Promise<void> => {
      await window.picture(`device-${database}-${name.replaceAll(/\W+/g, '-')}-${step}`);
      const { width } = (await window.page.locator('html').boundingBox())!;
      expect(width).toBeLessThanOrEqual(window.page.viewportSize()!.width);
      if (options.javaScriptEnabled !== false) expect(await window.violations()).toEqual([]);
    };
    const enter = async ({ page }: Window, code: string): Promise<void> => {
      await page.getByLabel(words.field, { exact: true }).fill(code);
      await page.getByRole('button', { name: words.go }).click();
    };
    const signIn = async ({ page }: Window): Promise<void> => {
      await page.getByLabel(words.username).fill('alice');
      await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: words.signIn, exact: true }).click();
    };

    it('goes from the code to the tokens', async () => {
      const window = await open();
      const { page } = window;
      await page.goto(device.verification_uri);
      expect(await page.locator(':focus').getAttribute('id')).toBe('user_code');
      await look(window, '1-code');

      await enter(window, 'ZZZZ-ZZZZ');
      await page.getByRole('alert').waitFor();
      expect(await page.locator(':focus').getAttribute('id')).toBe('failure');
      await look(window, '2-wrong-code');

      await enter(window, device.user_code.toLowerCase().replace('-', ' '));
      await look(window, '3-sign-in');
      await signIn(window);
      expect(await page.locator('#user-code').textContent()).toBe(device.user_code);
      expect(await page.locator('#device-warning strong').isVisible()).toBe(true);
      await look(window, '4-consent');

      await page.getByRole('button', { name: words.allow }).click();
      await page.getByRole('heading', { name: words.done }).waitFor();
      await look(window, '5-done');
      await page.reload();
      expect(await page.getByRole('heading', { name: words.done }).isVisible()).toBe(true);
      expect((await poll(server, tv, device)).status).toBe(200);
      // The answer to a wrong code is no page of trouble, though browsers log its status.
      expect(window.troubles.filter((trouble) => !trouble.includes('status of 400'))).toEqual([]);
      await window.close();
    });

    it('fills in the code of the link, and tells the device that the user refused', async () => {
      const window = await open();
      const { page } = window;
      await page.goto(device.verification_uri_complete);
      expect(await page.getByLabel(words.field, { exact: true }).inputValue()).toBe(device.user_code);
      await look(window, '6-filled-in');
      await page.getByRole('button', { name: words.go }).click();
      await signIn(window);
      await page.getByRole('button', { name: words.deny }).click();
      await page.getByRole('heading', { name: words.denied }).waitFor();
      await look(window, '7-denied');
      await expectOAuthError(await poll(server, tv, device), [
        400,
        'access_denied',
        'The request was denied.',
      ]);
      expect(window.troubles).toEqual([]);
      await window.close();
    });
  });

  it('keeps the typed code and the answer when the language is changed', async () => {
    const window = await Window.open(browser);
    const { page } = window;
    await page.goto(device.verification_uri_complete);
    await page.getByRole('link', { name: '简体中文' }).click();
    expect(await page.getByLabel('代码', { exact: true }).inputValue()).toBe(device.user_code);
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByLabel('用户名').fill('alice');
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('button', { name: '允许' }).click();
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.getByRole('heading', { name: 'Done: go back to your device' }).isVisible()).toBe(true);
    await window.close();
  });
});
