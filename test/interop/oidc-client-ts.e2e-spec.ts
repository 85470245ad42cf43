import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewClient } from '@portcullis/oauth';
import type * as oidcClientTs from 'oidc-client-ts';
import type { Browser, Page } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { BrowserApp } from './browser-app.js';
import type { userManager } from './snippets/oidc-client-ts.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** What the page's module leaves where a script of the test finds it. */
declare const self: {
  library: typeof oidcClientTs;
  userManager: typeof userManager;
  manager: oidcClientTs.UserManager;
};

withBrowser('oidc-client-ts in a browser', () => {
  let server: TestServer;
  let app: BrowserApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await BrowserApp.start();
    browser = await launchChromium();
    server = await TestServer.start({ database: 'sqlite', options: { dpop: { nonce: 'required' } } });
    await server.addUser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
    await server.close();
  });

  const register = (origin: string, more: Partial<NewClient> = {}): Promise<RegisteredClient> =>
    server.register({
      tokenEndpointAuthMethod: 'none',
      redirectUris: [`${origin}/callback`, `${origin}/silent`],
      ...more,
    });

  /** A window at the application, whose `manager` is the one of the documentation. */
  const open = async (path: string, page: Page, origin: string, client: RegisteredClient): Promise<void> => {
    await page.goto(`${origin}${path}`);
    await managed(page, origin, client);
  };
  const managed = async (page: Page, origin: string, client: RegisteredClient): Promise<void> => {
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    await page.evaluate(
      ([issuer, clientId, origin]) => {
        self.manager = self.userManager(issuer, clientId, origin);
      },
      [server.issuer, client.clientId, origin] as const,
    );
  };

  const leave = async (page: Page): Promise<void> => {
    // Not awaited, like the two below: the answer would come back to a page that is gone.
    await page.evaluate(() => void self.manager.signinRedirect());
    await page.waitForURL(/\/oauth\/sign_in/);
    await page.getByLabel('Username').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };

  interface Seen {
    readonly profile: Record<string, unknown>;
    readonly scope: string;
    readonly refreshToken: string;
    readonly accessToken: string;
    readonly tokenType: string;
  }

  const finish = (page: Page): Promise<Seen> =>
    page.evaluate(async () => {
      const user = await self.manager.signinRedirectCallback();
      return {
        profile: user.profile as Record<string, unknown>,
        scope: user.scope!,
        refreshToken: user.refresh_token!,
        accessToken: user.access_token,
        tokenType: user.token_type,
      };
    });

  const signIn = async (page: Page, origin: string, client: RegisteredClient): Promise<Seen> => {
    await open('/', page, origin, client);
    await leave(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${origin}/callback?**`);
    await managed(page, origin, client);
    return finish(page);
  };

  /** Message of what the call was refused with. */
  const refusal = (page: Page, call: string): Promise<string> =>
    page.evaluate(
      async (call) =>
        (self.manager as unknown as Record<string, () => Promise<unknown>>)[call]!().then(
          () => 'not refused',
          (error: Error) => `${error.name}: ${(error as { error?: string }).error ?? error.message}`,
        ),
      call,
    );

  it('signs in, reads the user, renews with rotation, revokes', async () => {
    const origin = app.origin('127.0.0.1');
    const client = await register(origin);
    const window = await Window.open(browser);
    const { page } = window;
    const user = await signIn(page, origin, client);
    expect(user).toMatchObject({
      profile: { sub: expect.any(String), name: 'Alice Liddell', email: 'alice@example.com' },
      scope: 'openid profile email offline_access',
      tokenType: 'Bearer',
    });

    const renewed = await page.evaluate(async () => {
      const next = (await self.manager.signinSilent())!;
      return { refreshToken: next.refresh_token!, sub: next.profile.sub, name: next.profile.name };
    });
    expect(renewed).toMatchObject({ sub: user.profile['sub'], name: 'Alice Liddell' });
    expect(renewed.refreshToken).not.toBe(user.refreshToken);

    await page.evaluate(() => self.manager.revokeTokens(['refresh_token']));
    expect(window.troubles).toEqual([]);
    // Told by the browser as well: a POST that is answered with 400.
    await page.evaluate(async (refreshToken) => {
      const user = (await self.manager.getUser())!;
      user.refresh_token = refreshToken;
      await self.manager.storeUser(user);
    }, renewed.refreshToken);
    expect(await refusal(page, 'signinSilent')).toBe('ErrorResponse: invalid_grant');
    await window.close();
  });

  it('is told that the user denied', async () => {
    const origin = app.origin('127.0.0.1');
    const client = await register(origin);
    const window = await Window.open(browser);
    const { page } = window;
    await open('/', page, origin, client);
    await leave(page);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.waitForURL(`${origin}/callback?**`);
    await managed(page, origin, client);
    expect(await refusal(page, 'signinRedirectCallback')).toBe('ErrorResponse: access_denied');
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it.each([
    // The session cookie is Lax: a frame on another site does not carry it.
    ['127.0.0.1', 'login_required'],
    // On the same site it does. Whether to ask again is then the policy for loopback redirects (P19).
    ['localhost', 'consent_required'],
  ] as const)('renews in a hidden frame on %s as far as %s', async (host, error) => {
    const origin = app.origin(host);
    const client = await register(origin, { grantTypes: ['authorization_code'] });
    const window = await Window.open(browser);
    const user = await signIn(window.page, origin, client);
    expect(user.refreshToken).toBeUndefined();
    expect(await refusal(window.page, 'signinSilent')).toBe(`ErrorResponse: ${error}`);
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('signs out', async () => {
    const origin = app.origin('127.0.0.1');
    const client = await register(origin, { postLogoutRedirectUris: [`${origin}/`] });
    const window = await Window.open(browser);
    const { page } = window;
    await signIn(page, origin, client);
    await page.evaluate(() => void self.manager.signoutRedirect());
    await page.waitForURL((url) => url.origin === origin && url.pathname === '/');
    await managed(page, origin, client);
    await page.evaluate(() => void self.manager.signinRedirect({ prompt: 'none' }));
    await page.waitForURL(`${origin}/callback?**`);
    await managed(page, origin, client);
    expect(await refusal(page, 'signinRedirectCallback')).toBe('ErrorResponse: login_required');
    await window.close();
  });

  it('binds tokens to a key of the browser (RFC 9449), with the nonce that the server asks for', async () => {
    const origin = app.origin('127.0.0.1');
    const client = await register(origin);
    const window = await Window.open(browser);
    const { page } = window;
    const bound = async (): Promise<void> => {
      await page.evaluate(() => {
        const { UserManager, IndexedDbDPoPStore } = self.library;
        const dpop = { store: new IndexedDbDPoPStore(), bind_authorization_code: true };
        const { settings } = self.manager;
        // The library asks userinfo with the scheme Bearer, which a bound token is refused under.
        self.manager = new UserManager({ ...settings, dpop, loadUserInfo: false });
      });
    };
    await open('/', page, origin, client);
    await bound();
    await leave(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${origin}/callback?**`);
    await managed(page, origin, client);
    await bound();
    const user = await finish(page);
    expect(user.tokenType).toBe('DPoP');

    const name = await page.evaluate(async (userinfo) => {
      const user = (await self.manager.signinSilent())!;
      const ask = async (nonce?: string): Promise<Response> => {
        const proof = (await self.manager.dpopProof(userinfo, user, 'GET', nonce))!;
        return fetch(userinfo, { headers: { authorization: `DPoP ${user.access_token}`, dpop: proof } });
      };
      const first = await ask();
      const answer = await ask(first.headers.get('dpop-nonce')!);
      return ((await answer.json()) as { name: string }).name;
    }, server.url('userinfo'));
    expect(name).toBe('Alice Liddell');
    // The refusals that carry the nonce, and nothing else.
    expect(window.troubles.filter((trouble) => !/status of 40[01] .* at /.test(trouble))).toEqual([]);
    await window.close();
  });
});
