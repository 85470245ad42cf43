import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { DATABASES_OF_PAGES } from '../support/databases.js';
import { authorizeUrl, redeem } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;
const proof = pkce();

/** An authorization request as a form: what a client may send instead of a link. */
function formFor(url: string): string {
  const { origin, pathname, searchParams } = new URL(url);
  const fields = [...searchParams].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  return `<form method="post" action="${origin}${pathname}">${fields.join('')}<button>Sign in</button></form>`;
}

withBrowser.each(DATABASES_OF_PAGES)(
  'an authorization request posted from another site, on %s',
  (database) => {
    let server: TestServer;
    let browser: Browser;
    /** The client's site: 127.0.0.1, while the authorization server is localhost. */
    let site: Server;
    let home: string;
    let client: RegisteredClient;

    beforeAll(async () => {
      [server, browser] = await Promise.all([TestServer.start({ database }), launchChromium()]);
      await server.addUser();
      site = createServer(({ url }, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(
          url === '/' ? formFor(authorizeUrl(server, client, proof)) : '<h1>Back at the client</h1>',
        );
      });
      await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
      home = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    }, 120_000);
    beforeEach(async () => {
      client = await server.register({ redirectUris: [`${home}/cb`] });
    });
    afterAll(async () => {
      await browser.close();
      site.closeAllConnections();
      site.close();
      await server.close();
    });

    /** Presses the button on the client's site. */
    async function start({ page }: Window): Promise<void> {
      await page.goto(home);
      await page.getByRole('button', { name: 'Sign in' }).click();
    }

    async function signInAndAllow(window: Window): Promise<void> {
      await start(window);
      const { page } = window;
      await page.getByLabel('Username').fill('alice');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(`${home}/cb?*`);
    }

    const sessionCookie = async ({ context }: Window): Promise<string | undefined> =>
      (await context.cookies(server.issuer)).find(({ name }) => name === '__Host-portcullis')?.value;

    it('signs a new browser in', async () => {
      const window = await Window.open(browser);
      await signInAndAllow(window);
      expect(new URL(window.page.url()).searchParams.get('code')).toMatch(/^[\w-]{64}$/);
      expect(window.troubles.filter((trouble) => !trouble.includes('favicon'))).toEqual([]);
      await window.close();
    });

    it('finds the user signed in, ends at the client with a code, and leaves the session alive', async () => {
      const window = await Window.open(browser);
      await signInAndAllow(window);
      const before = await sessionCookie(window);
      expect(before).toMatch(/^[\w-]{64}$/);

      await start(window);
      await window.page.waitForURL(`${home}/cb?*`);
      const callback = new URL(window.page.url());
      const code = callback.searchParams.get('code')!;
      expect(callback.searchParams.get('state')).toBe('st4te');
      const visitor = undefined as never;
      expect((await redeem(server, client, { ...proof, code, callback, visitor })).status).toBe(200);

      expect(await sessionCookie(window)).toBe(before);
      await window.page.goto(authorizeUrl(server, client, proof, { prompt: 'none' }));
      const silent = new URL(window.page.url()).searchParams;
      expect([silent.get('error'), silent.get('code')]).toEqual([null, expect.stringMatching(/^[\w-]{64}$/)]);
      await window.close();
    });

    it('of a client that nobody signed in for does not sign the user out', async () => {
      const window = await Window.open(browser);
      await signInAndAllow(window);
      const before = await sessionCookie(window);
      // Any site can do this, without the user's doing: an invisible form for a client of its own.
      const evil = await server.register({ redirectUris: [`${home}/evil`] });
      await window.page.goto(home);
      await window.page.setContent(formFor(authorizeUrl(server, evil, proof)));
      await window.page.getByRole('button', { name: 'Sign in' }).click();
      await window.page.getByRole('button', { name: 'Allow' }).waitFor();
      expect(await sessionCookie(window)).toBe(before);
      await window.close();
    });
  },
);
