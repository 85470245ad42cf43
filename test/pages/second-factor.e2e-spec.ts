import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Passkey, Session } from '@portcullis/oauth';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { codeAt } from '../support/second-factor.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** What a user reads on the way, by language. */
const WORDS = {
  'en-GB': {
    ...{ username: 'Username', password: 'Password', signIn: 'Sign in', passkey: 'Sign in with a passkey' },
    ...{ addApp: 'Add an app', byHand: 'Enter the key by hand instead', key: /^Key for/, confirm: 'Confirm' },
    ...{ newCode: 'Enter the 6 digits that the app shows now', kept: 'I have kept them' },
    ...{
      code: '6-digit code',
      go: 'Continue',
      recovery: 'Use a recovery code',
      recoveryCode: 'Recovery code',
    },
    ...{ used: 'You used a recovery code', newName: 'Name of the new passkey', addPasskey: 'Add a passkey' },
    ...{ usePasskey: 'Use passkey', off: /Two-step sign-in is off/, on: /Two-step sign-in is on/ },
    ...{ removeApp: 'Remove the authenticator app', remove: 'Remove', print: 'Print', allow: 'Allow' },
  },
  'zh-CN': {
    ...{ username: '用户名', password: '密码', signIn: '登录', passkey: '使用通行密钥登录' },
    ...{ addApp: '添加应用', byHand: '改为手动输入密钥', key: /的密钥$/, confirm: '确认' },
    ...{ newCode: '请输入应用当前显示的 6 位数字', kept: '我已妥善保存' },
    ...{ code: '6 位验证码', go: '继续', recovery: '使用恢复代码', recoveryCode: '恢复代码' },
    ...{ used: '您使用了一个恢复代码', newName: '新通行密钥的名称', addPasskey: '添加通行密钥' },
    ...{ usePasskey: '使用通行密钥', off: /两步登录未开启/, on: /两步登录已开启/ },
    ...{ removeApp: '移除身份验证器应用', remove: '移除', print: '打印', allow: '允许' },
  },
};
type Locale = keyof typeof WORDS;

const WINDOWS: readonly [string, Locale, BrowserContextOptions][] = [
  ['with JavaScript', 'en-GB', {}],
  ['in the dark', 'en-GB', { colorScheme: 'dark' }],
  ['in Chinese', 'zh-CN', {}],
  [
    'on a small screen in the dark, in Chinese',
    'zh-CN',
    { viewport: { width: 360, height: 640 }, colorScheme: 'dark' },
  ],
  ['on a small screen', 'en-GB', { viewport: { width: 360, height: 640 } }],
  [
    'at 320 pixels, without JavaScript',
    'en-GB',
    { viewport: { width: 320, height: 640 }, javaScriptEnabled: false },
  ],
  [
    'at 320 pixels, in Chinese, without JavaScript',
    'zh-CN',
    { viewport: { width: 320, height: 640 }, javaScriptEnabled: false, colorScheme: 'dark' },
  ],
];

/** Many pages, each looked at by axe. Milliseconds. */
const PATIENCE = 180_000;

withBrowser('two-step sign-in', () => {
  let server: TestServer;
  let required: TestServer;
  let browser: Browser;
  let client: RegisteredClient;
  let username: string;
  let subject: string;

  beforeAll(async () => {
    [server, required, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options: { brand: { name: 'Acme Account' } } }),
      TestServer.start({
        database: 'sqlite',
        options: { brand: { name: 'Acme Account' }, secondFactor: { policy: 'required' } },
      }),
      launchChromium(),
    ]);
    client = await server.register();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await Promise.all([server.close(), required.close()]);
  }, PATIENCE);
  beforeEach(async () => {
    username = `ada-${randomBytes(3).toString('hex')}@acme.example`;
    ({ subject } = await server.addUser(username));
  });

  const nextCode = (secret: string): string => {
    server.clock.advance(30);
    return codeAt(secret, server.clock.now());
  };
  const signOut = async (window: Window): Promise<void> => {
    await window.context.clearCookies({ name: '__Host-portcullis' });
    await server.database.delete(Session, { subject });
  };

  describe.each(fewOf(WINDOWS))('%s', (name, locale, options) => {
    const words = WORDS[locale];
    const hasScript = options.javaScriptEnabled !== false;
    const open = (): Promise<Window> => Window.open(browser, { locale, ...options });

    /** Nothing sticks out to the side, and axe has nothing to say. */
    const look = async (window: Window, step: string): Promise<void> => {
      await window.picture(`second-factor-${name.replaceAll(/\W+/g, '-')}-${step}`);
      const { width } = (await window.page.locator('html').boundingBox())!;
      expect(width).toBeLessThanOrEqual(window.page.viewportSize()!.width);
      if (hasScript) expect(await window.violations()).toEqual([]);
    };
    const signIn = async ({ page }: Window, name = username): Promise<void> => {
      await page.getByLabel(words.username).fill(name);
      await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: words.signIn, exact: true }).click();
    };
    const secretOn = async ({ page }: Window): Promise<string> => {
      await page.getByText(words.byHand).click();
      return (await page.getByLabel(words.key).inputValue()).replaceAll(' ', '');
    };

    it(
      'an app is added, asked for, replaced by a recovery code, and removed',
      async () => {
        const window = await open();
        const { page } = window;
        await page.goto(server.url('account/second_factor'));
        await look(window, '01-sign-in');
        await signIn(window);
        await page.getByText(words.off).waitFor();
        await look(window, '02-off');
        await page.getByRole('link', { name: words.addApp }).click();
        await look(window, '03-app');
        const secret = await secretOn(window);
        await look(window, '04-key');
        await page.getByLabel(words.newCode).fill('000000');
        await page.getByRole('button', { name: words.confirm }).click();
        await page.getByRole('alert').waitFor();
        expect(await page.locator(':focus').getAttribute('id')).toBe('failure');
        await look(window, '05-wrong-app-code');
        await page.getByLabel(words.newCode).fill(codeAt(secret, server.clock.now()));
        await page.getByRole('button', { name: words.confirm }).click();
        await page.getByRole('link', { name: words.kept }).waitFor();
        await look(window, '06-codes');
        expect(await page.getByRole('button', { name: words.print }).count()).toBe(hasScript ? 1 : 0);
        const codes = await page.locator('#codes li').allTextContents();
        expect(codes).toHaveLength(10);
        await page.getByRole('link', { name: words.kept }).click();
        await page.getByText(words.on).waitFor();
        await look(window, '07-on');

        await signOut(window);
        await page.goto(authorizeUrl(server, client, pkce()));
        await signIn(window);
        expect(await page.locator(':focus').getAttribute('id')).toBe('code');
        await look(window, '08-code');
        await page.getByLabel(words.code).fill('123456');
        await page.getByRole('button', { name: words.go }).click();
        await page.getByRole('alert').waitFor();
        await look(window, '09-wrong-code');
        await page.getByRole('link', { name: words.recovery }).click();
        await look(window, '10-recovery-code');
        await page.getByLabel(words.recoveryCode).fill(codes[0]!.toLowerCase());
        await page.getByRole('button', { name: words.go }).click();
        await page.getByRole('heading', { name: words.used }).waitFor();
        await look(window, '11-recovery-code-used');
        await page.getByRole('link', { name: words.go }).click();
        await page.getByRole('button', { name: words.allow }).waitFor();

        await signOut(window);
        await page.goto(authorizeUrl(server, client, pkce()));
        await signIn(window);
        await page.getByLabel(words.code).fill(nextCode(secret));
        await page.getByRole('button', { name: words.go }).click();
        await page.getByRole('button', { name: words.allow }).waitFor();
        await page.goto(server.url('account/second_factor'));
        await page.getByRole('link', { name: words.removeApp }).click();
        await look(window, '12-remove');
        await page.getByRole('button', { name: words.remove }).click();
        await page.getByText(words.off).waitFor();
        // The answer to a wrong code is no page of trouble, though browsers log its status.
        expect(window.troubles.filter((trouble) => !trouble.includes('status of 400'))).toEqual([]);
        await window.close();
      },
      PATIENCE,
    );

    it(
      'a second step is set up on the way, where everybody needs one',
      async () => {
        const window = await open();
        const { page } = window;
        await required.addUser(username);
        const wiki = await required.register({ name: 'Acme Wiki' });
        await page.goto(authorizeUrl(required, wiki, pkce()));
        await signIn(window);
        await look(window, '13-required');
        const secret = await secretOn(window);
        await page.getByLabel(words.newCode).fill(codeAt(secret, required.clock.now()));
        await page.getByRole('button', { name: words.confirm }).click();
        await page.getByRole('link', { name: words.kept }).click();
        await page.getByRole('button', { name: words.allow }).waitFor();
        expect(window.troubles).toEqual([]);
        await window.close();
      },
      PATIENCE,
    );

    if (!hasScript) return;

    it(
      'a passkey is added, asked for, and signs in without a password',
      async () => {
        const window = await open();
        const { page } = window;
        const { authenticatorId, devices } = await addAuthenticator(window);
        await page.goto(server.url('account/second_factor'));
        await signIn(window);
        await page.getByLabel(words.newName).fill('My laptop');
        await page.getByRole('button', { name: words.addPasskey }).click();
        await page.getByRole('link', { name: words.kept }).click();
        await page.getByText(words.on).waitFor();
        await look(window, '14-passkey-added');
        expect((await server.database.findMany(Passkey, { subject })).map(({ name }) => name)).toEqual([
          'My laptop',
        ]);

        await signOut(window);
        await page.goto(authorizeUrl(server, client, pkce()));
        await signIn(window);
        await page.getByRole('button', { name: words.usePasskey }).waitFor();
        await look(window, '15-passkey');
        await page.getByRole('button', { name: words.usePasskey }).click();
        await page.getByRole('button', { name: words.allow }).waitFor();
        const [second] = await server.database.findMany(Session, { subject });
        expect(second!.amr).toEqual(['pwd', 'hwk', 'user', 'mfa']);

        await signOut(window);
        await page.goto(authorizeUrl(server, client, pkce()));
        await look(window, '16-sign-in-with-passkey');
        await page.getByRole('button', { name: words.passkey }).click();
        await page.getByRole('button', { name: words.allow }).waitFor();
        const [alone] = await server.database.findMany(Session, { subject });
        expect(alone!.amr).toEqual(['hwk', 'user', 'mfa']);

        // Somebody who cannot show it reads what to do, and stays where they are.
        await signOut(window);
        await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
        await page.goto(authorizeUrl(server, client, pkce()));
        await page.getByRole('button', { name: words.passkey }).click();
        await page.getByRole('alert').waitFor();
        await look(window, '17-passkey-not-used');
        expect(await server.database.findMany(Session, { subject })).toEqual([]);
        expect(window.troubles).toEqual([]);
        await window.close();
      },
      PATIENCE,
    );
  });

  it(
    'a passkey is made on the way, where everybody needs a second step',
    async () => {
      const window = await Window.open(browser, { locale: 'en-GB' });
      const { page } = window;
      await addAuthenticator(window);
      await required.addUser(username);
      const wiki = await required.register({ name: 'Acme Wiki' });
      await page.goto(authorizeUrl(required, wiki, pkce()));
      await page.getByLabel('Username').fill(username);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: 'Use a passkey instead' }).click();
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      expect(window.troubles).toEqual([]);
      await window.close();
    },
    PATIENCE,
  );

  it(
    'a browser without script says what a passkey needs, and takes the recovery code',
    async () => {
      const scripted = await Window.open(browser, { locale: 'en-GB' });
      await addAuthenticator(scripted);
      await scripted.page.goto(server.url('account/second_factor'));
      await scripted.page.getByLabel('Username').fill(username);
      await scripted.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await scripted.page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await scripted.page.getByRole('button', { name: 'Add a passkey' }).click();
      await scripted.page.getByRole('link', { name: 'I have kept them' }).waitFor();
      const codes = await scripted.page.locator('#codes li').allTextContents();
      expect(codes).toHaveLength(10);
      await scripted.close();

      const window = await Window.open(browser, { locale: 'en-GB', javaScriptEnabled: false });
      const { page } = window;
      await page.goto(authorizeUrl(server, client, pkce()));
      expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
      await page.getByLabel('Username').fill(username);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('A passkey can only be used where JavaScript is switched on.').waitFor();
      expect(await page.getByRole('button', { name: 'Use passkey' }).count()).toBe(0);
      await window.picture('second-factor-without-script-passkey-only');
      await page.getByRole('link', { name: 'Use a recovery code' }).click();
      await page.getByLabel('Recovery code').fill(codes[0]!);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Recovery codes left: 9').waitFor();
      await page.getByRole('link', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      await window.close();
    },
    PATIENCE,
  );

  it(
    'a passkey is renamed without leaving the page, and keeps its language',
    async () => {
      const window = await Window.open(browser, { locale: 'en-GB' });
      const { page } = window;
      await addAuthenticator(window);
      await page.goto(server.url('account/second_factor'));
      await page.getByLabel('Username').fill(username);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByLabel('Name of the new passkey').fill('Old');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await page.getByText('Rename').click();
      await page.getByLabel('Name', { exact: true }).fill('Security key 🔑');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Security key 🔑').first().waitFor();
      await page.getByRole('link', { name: '简体中文' }).click();
      await page.getByRole('link', { name: '移除通行密钥 Security key 🔑' }).click();
      await page.getByText('这是您唯一的第二步验证。').waitFor();
      expect(window.troubles).toEqual([]);
      await window.close();
    },
    PATIENCE,
  );
});

/** A platform authenticator whose user touches it and is recognised. */
async function addAuthenticator({ context, page }: Window) {
  const devices = await context.newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { devices, authenticatorId };
}
