import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

withBrowser('an answer as a form, in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  let app: Server;
  let client: RegisteredClient;
  let received: { readonly method: string; readonly form: URLSearchParams }[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database: 'sqlite' }), launchChromium()]);
    app = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (request.url === '/cb') received.push({ method: request.method!, form: new URLSearchParams(body) });
      response.writeHead(request.url === '/cb' ? 200 : 204, { 'content-type': 'text/html' });
      response.end('<title>The app</title><p>Welcome back</p>');
    });
    await new Promise<void>((listening) => app.listen(0, '127.0.0.1', listening));
    const { port } = app.address() as AddressInfo;
    client = await server.register({ redirectUris: [`http://127.0.0.1:${port}/cb`] });
  });
  beforeEach(() => {
    received = [];
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    app.closeAllConnections();
    app.close();
  });

  const url = (): string =>
    authorizeUrl(server, client, pkce(), { response_mode: 'form_post', prompt: 'none', ui_locales: 'en' });

  it('goes by itself with JavaScript', async () => {
    const window = await Window.open(browser);
    await window.page.goto(url());
    await window.page.waitForURL('**/cb');
    expect(received).toEqual([{ method: 'POST', form: expect.anything() }]);
    expect(Object.fromEntries(received[0]!.form)).toMatchObject({ error: 'login_required', state: 'st4te' });
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('goes with its button without', async () => {
    const window = await Window.open(browser, { javaScriptEnabled: false });
    await window.page.goto(url());
    expect(received).toEqual([]);
    await window.page.getByRole('button', { name: 'Continue' }).click();
    await window.page.waitForURL('**/cb');
    expect(received[0]!.form.get('error')).toBe('login_required');
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it.each(
    (['light', 'dark'] as const).flatMap((scheme) =>
      ['en', 'zh-CN'].flatMap((locale) => [1280, 360].map((width) => [scheme, locale, width] as const)),
    ),
  )('can be read: %s, %s, %d px', async (colorScheme, locale, width) => {
    const window = await Window.open(browser, {
      ...{ colorScheme, locale, viewport: { width, height: 700 } },
    });
    // The page as it is without its script; axe needs one of its own.
    await window.page.route('**/portcullis.js*', (route) => route.fulfill({ body: '' }));
    await window.page.goto(url().replace('ui_locales=en', `ui_locales=${locale}`));
    expect(await window.violations()).toEqual([]);
    expect(await window.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await window.picture(`form-post-${colorScheme}-${locale}-${width}`);
    await window.close();
  });
});
