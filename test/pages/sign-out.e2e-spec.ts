import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { authorizeUrl, obtainCode, redeem, signIn, type TokenAnswer } from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;
const proof = pkce();

withBrowser('signing out in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** The client's site and a third party's: 127.0.0.1 and 127.0.0.2, while the authorization server is localhost. */
  const sites: Server[] = [];
  let home: string;
  let elsewhere: string;
  let client: RegisteredClient;
  /** What the client's and the third party's pages show. */
  let content = '';

  beforeAll(async () => {
    const options = { brand: { name: 'Acme Account' } };
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options }),
      launchChromium(),
    ]);
    await server.addUser('alice');
    await server.addUser('bob', { name: 'Bob' });
    [home, elsewhere] = (await Promise.all([listen('127.0.0.1'), listen('127.0.0.2')])) as [string, string];
    client = await server.register({
      redirectUris: [`${home}/cb`],
      postLogoutRedirectUris: [`${home}/bye`],
      firstParty: true,
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    for (const site of sites) {
      site.closeAllConnections();
      site.close();
    }
    await server.close();
  });

  async function listen(host: string): Promise<string> {
    const site = createServer(({ url }, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><link rel="icon" href="data:,">${url === '/' ? content : '<h1>Bye</h1>'}`);
    });
    sites.push(site);
    await new Promise<void>((resolve) => site.listen(0, host, resolve));
    return `http://${host}:${(site.address() as AddressInfo).port}`;
  }

  /** A window in which alice is signed in, and the client's ID token. */
  async function signedIn(options: BrowserContextOptions = {}): Promise<{ window: Window; idToken: string }> {
    const window = await Window.open(browser, options);
    const { page } = window;
    await page.goto(authorizeUrl(server, client, proof));
    await page.locator('#username').fill('alice');
    await page.locator('#password').fill(PASSWORD);
    await page.locator('#sign_in').click();
    await page.waitForURL(`${home}/cb?*`);
    const callback = new URL(page.url());
    const result = {
      ...proof,
      code: callback.searchParams.get('code')!,
      callback,
      visitor: undefined as never,
    };
    const tokens = (await (await redeem(server, client, result)).json()) as TokenAnswer;
    return { window, idToken: tokens.id_token };
  }

  async function isSignedIn({ page }: Window): Promise<boolean> {
    await page.goto(authorizeUrl(server, client, proof, { prompt: 'none' }));
    return !page.url().includes('error=login_required');
  }

  const logoutUrl = (parameters: Record<string, string>): string =>
    `${server.url('logout')}?${query(parameters)}`;

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_, javaScriptEnabled) => {
    it.each(['get', 'post'])('a %s of the client leads back to the client', async (method) => {
      const { window, idToken } = await signedIn({ javaScriptEnabled });
      const fields = { id_token_hint: idToken, post_logout_redirect_uri: `${home}/bye`, state: 'st4te' };
      const inputs = Object.entries(fields).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
      );
      content = `<form method="${method}" action="${server.url('logout')}">${inputs.join('')}<button>Out</button></form>`;
      await window.page.goto(home);
      await window.page.getByRole('button', { name: 'Out' }).click();
      await window.page.waitForURL(`${home}/bye?state=st4te`);
      expect(await isSignedIn(window)).toBe(false);
      expect(window.troubles).toEqual([]);
      await window.close();
    });

    it('the user is asked, may stay, and ends at the client when it proved who sent them', async () => {
      const { window } = await signedIn({ javaScriptEnabled });
      const { page } = window;
      const bobs = await obtainTokensOf('bob');
      const url = logoutUrl({
        id_token_hint: bobs.id_token,
        post_logout_redirect_uri: `${home}/bye`,
        state: 'st4te',
      });
      await page.goto(url);
      await page.getByRole('heading', { name: 'Sign out of Acme Account?' }).waitFor();
      expect(page.url()).not.toContain(bobs.id_token);
      await page.getByRole('button', { name: 'Stay signed in' }).click();
      await page.getByRole('heading', { name: 'You are still signed in to Acme Account' }).waitFor();
      expect(await isSignedIn(window)).toBe(true);

      await page.goto(url);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${home}/bye?state=st4te`);
      expect(await isSignedIn(window)).toBe(false);
      expect(window.troubles).toEqual([]);
      await window.close();
    });
  });

  async function obtainTokensOf(username: string): Promise<TokenAnswer> {
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    await signIn(visitor, page, username);
    const result = await obtainCode(server, client, {}, visitor);
    return (await (await redeem(server, client, result)).json()) as TokenAnswer;
  }

  it.each([
    ['an image', (url: string) => `<img src="${url}" alt="">`],
    ['a frame', (url: string) => `<iframe src="${url}"></iframe>`],
    ['a style sheet', (url: string) => `<link rel="stylesheet" href="${url}">`],
  ])('%s on another site ends nothing, not even with the ID token', async (_, embed) => {
    const { window, idToken } = await signedIn();
    const { page } = window;
    for (const parameters of [{}, { id_token_hint: idToken }] as Record<string, string>[]) {
      const url = logoutUrl(parameters);
      content = embed(url.replaceAll('&', '&amp;'));
      const [answer] = await Promise.all([page.waitForResponse(url), page.goto(elsewhere)]);
      expect(answer.status()).toBe(303);
      expect(await isSignedIn(window)).toBe(true);
    }
    await window.close();
  });

  it.each([
    ['en', 'light', 1280],
    ['en', 'dark', 360],
    ['zh-CN', 'dark', 1280],
    ['zh-CN', 'light', 320],
  ] as const)('the pages can be read: %s, %s, %i pixels wide', async (locale, colorScheme, width) => {
    const { window } = await signedIn({ locale, colorScheme, viewport: { width, height: 800 } });
    const { page } = window;
    const look = async (name: string): Promise<void> => {
      await window.picture(`sign-out-${locale}-${colorScheme}-${width}-${name}`);
      expect(await window.violations()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= globalThis.innerWidth)).toBe(
        true,
      );
      expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    };
    await page.goto(server.url('logout'));
    await look('1-asked');
    await page.locator('#stay').click();
    await look('2-stayed');
    await page.goto(server.url('logout'));
    await page.locator('#sign_out').click();
    await page.locator('#account').waitFor();
    await look('3-signed-out');
    await page.goto(server.url('logout'));
    await look('4-nobody');
    await page.goto(logoutUrl({ id_token_hint: 'x' }));
    await look('5-refused');
    await page.locator('#sign-out').click();
    await page.waitForURL(/logout\/done/);
    expect(window.troubles.filter((trouble) => !trouble.includes('status of 400'))).toEqual([]);
    await window.close();
  });
});
