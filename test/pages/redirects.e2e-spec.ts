import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEvent, Authorization } from '@portcullis/oauth';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { DEVICE_CODE, beginDevice, poll } from '../support/device.js';
import { authorizeUrl, redeem, type TokenAnswer } from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { Site } from '../support/site.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { REFUSALS, signInAs } from './refusals.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;
const proof = pkce();
const CODE = /^[\w-]{64}$/;

/** A form that a browser sent to the authorization server. */
interface Posted {
  readonly path: string;
  readonly origin: string | undefined;
  readonly referer: string | undefined;
  readonly site: string | undefined;
}

withBrowser.each([
  ['by default', false],
  ['in strict mode', true],
])('redirects %s', (_, strictFormAction) => {
  /** On localhost. */
  let server: TestServer;
  let browser: Browser;
  /** On 127.0.0.1: another site. */
  let app: Site;
  /** On 127.0.0.2: where the client sends the user on to. */
  let third: Site;
  let posts: Posted[];
  let client: RegisteredClient;

  beforeAll(async () => {
    const prepare = (host: { use(handler: (...args: never[]) => void): unknown }): void => {
      host.use(({ method, url, headers }: IncomingMessage, _response: unknown, next: () => void) => {
        const { origin, referer } = headers;
        if (method === 'POST' && headers['sec-fetch-mode'] === 'navigate') {
          posts.push({ path: url!, origin, referer, site: headers['sec-fetch-site'] as string });
        }
        next();
      });
    };
    third = await Site.open('127.0.0.2');
    app = await Site.open('127.0.0.1', {
      '/start': (_visit, response) => {
        const cookies = ['lax=1; SameSite=Lax', 'none=1; SameSite=None; Secure', 'strict=1; SameSite=Strict'];
        response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': cookies });
        response.end('<!doctype html><link rel="icon" href="data:,"><title>App</title>');
      },
      '/cb': (_visit, response) => {
        const cookies = ['session=lax; SameSite=Lax; HttpOnly', 'guarded=strict; SameSite=Strict; HttpOnly'];
        response.writeHead(303, { location: '/in', 'set-cookie': cookies }).end();
      },
      '/hop': (_visit, response) => {
        response.writeHead(302, { location: `${third.origin}/landed` }).end();
      },
    });
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options: { strictFormAction }, prepare: prepare as never }),
      launchChromium(),
    ]);
    await server.addUser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    app.close();
    third.close();
    await server.close();
  });
  beforeEach(async () => {
    posts = [];
    app.visits.length = 0;
    third.visits.length = 0;
    client = await server.register({
      redirectUris: [`${app.origin}/cb`, `${app.origin}/hop`],
      grantTypes: ['authorization_code', 'refresh_token', DEVICE_CODE],
    });
  });

  const url = (more: Record<string, string> = {}): string => authorizeUrl(server, client, proof, more);
  const answer = (visitedUrl: string): Record<string, string> =>
    Object.fromEntries(new URL(visitedUrl, app.origin).searchParams);
  const paths = (): string[] => posts.map(({ path }) => path);
  /** A page that says that something is over is no trouble. */
  const troubles = (window: Window): string[] =>
    window.troubles.filter((trouble) => !trouble.includes('status of 400'));

  /** No form of ours is sent without an origin, and no client learns of our addresses. */
  function expectPrivacy(): void {
    expect(posts).not.toEqual([]);
    for (const { origin, site } of posts) expect([origin, site]).toEqual([server.issuer, 'same-origin']);
    for (const { headers } of [...app.visits, ...third.visits]) {
      expect(headers.referer ?? '').not.toContain(server.issuer);
    }
  }

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_, javaScriptEnabled) => {
    const open = (): Promise<Window> => Window.open(browser, { javaScriptEnabled });

    async function allowIn({ page }: Window, request: string): Promise<void> {
      await page.goto(request);
      await signInAs(page);
      await page.locator('#allow').click();
    }

    it('lead over sign-in and consent to the client, and from there to a third origin', async () => {
      const window = await open();
      await allowIn(window, url({ redirect_uri: `${app.origin}/hop` }));
      await window.page.waitForURL(`${third.origin}/landed`);
      expect(app.to('/hop')).toHaveLength(1);
      const { code, ...others } = answer(app.to('/hop')[0]!.url);
      expect([code, others]).toEqual([expect.stringMatching(CODE), { state: 'st4te', iss: server.issuer }]);
      const result = { ...proof, code: code!, callback: new URL(server.issuer), visitor: undefined as never };
      const redeemed = await redeem(server, client, result, { redirect_uri: `${app.origin}/hop` });
      expect(redeemed.status).toBe(200);
      expect(JSON.stringify(third.visits)).not.toContain(code);
      expect(paths()).toEqual(['/oauth/sign_in', '/oauth/confirm_access']);
      expectPrivacy();
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    it('bring Lax cookies of the client along, and keep those that it sets on landing', async () => {
      const window = await open();
      await window.page.goto(`${app.origin}/start`);
      await allowIn(window, url());
      await window.page.waitForURL(`${app.origin}/in`);
      const arrived = app.to('/cb')[0]!.headers.cookie ?? '';
      expect([/\blax=1/.test(arrived), /\bnone=1/.test(arrived), /\bstrict=1/.test(arrived)]).toEqual([
        ...[true, true, false],
      ]);
      const landed = app.to('/in')[0]!.headers.cookie ?? '';
      expect([/session=lax/.test(landed), /guarded=strict/.test(landed)]).toEqual([true, false]);
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    it('find the user signed in when they come from another site', async () => {
      const window = await open();
      await allowIn(window, url());
      await window.page.waitForURL(`${app.origin}/in`);
      await window.page.goto(`${third.origin}/elsewhere`);
      await window.page.goto(url());
      await window.page.waitForURL(`${app.origin}/in`);
      expect(app.to('/cb').map((visit) => answer(visit.url)['code'])).toEqual([
        expect.stringMatching(CODE),
        expect.stringMatching(CODE),
      ]);
      await window.close();
    });

    it('reach a program on this device at whatever port it listens', async () => {
      const native = await server.register({
        redirectUris: ['http://127.0.0.1/cb'],
        tokenEndpointAuthMethod: 'none',
      });
      const window = await open();
      await allowIn(window, authorizeUrl(server, native, proof, { redirect_uri: `${app.origin}/cb` }));
      await window.page.waitForURL(`${app.origin}/in`);
      expect(answer(app.to('/cb')[0]!.url)).toMatchObject({ code: expect.stringMatching(CODE) });
      expectPrivacy();
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    it('open an app by its own scheme', async () => {
      const native = await server.register({
        redirectUris: ['com.acme.app:/cb'],
        tokenEndpointAuthMethod: 'none',
      });
      const window = await open();
      const [request] = await Promise.all([
        window.page.waitForRequest((each) => each.url().startsWith('com.acme.app:')),
        allowIn(window, authorizeUrl(server, native, proof)),
      ]);
      expect(answer(request.url())).toEqual({
        code: expect.stringMatching(CODE),
        state: 'st4te',
        iss: server.issuer,
      });
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    it('keep every character of an address and a state', async () => {
      const redirectUri = `${app.origin}/odd;v=1?a='x';b="y"&u=url=https://evil.example/`;
      const odd = await server.register({ redirectUris: [redirectUri] });
      const state = `"><script>alert(1)</script>'; url=https://evil.example/ 路`;
      const window = await open();
      await allowIn(window, authorizeUrl(server, odd, proof, { state }));
      await window.page.getByRole('heading', { name: 'At /odd' }).waitFor();
      const [landed] = app.to('/odd;v=1');
      expect(answer(landed!.url)).toEqual({
        a: `'x';b="y"`,
        u: 'url=https://evil.example/',
        code: expect.stringMatching(CODE),
        state,
        iss: server.issuer,
      });
      expect(app.visits.map((visit) => visit.url.split('?')[0])).toEqual(['/odd;v=1']);
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    it('lead from the sign-out page back to the client', async () => {
      const leaving = await server.register({
        redirectUris: [`${app.origin}/cb`],
        postLogoutRedirectUris: [`${app.origin}/bye`],
        firstParty: true,
      });
      async function signedIn(): Promise<Window> {
        const window = await open();
        await window.page.goto(authorizeUrl(server, leaving, proof));
        await signInAs(window.page);
        await window.page.waitForURL(`${app.origin}/in`);
        return window;
      }
      const former = await signedIn();
      const { code } = answer(app.to('/cb')[0]!.url);
      const result = { ...proof, code: code!, callback: new URL(server.issuer), visitor: undefined as never };
      const { id_token } = (await (await redeem(server, leaving, result)).json()) as TokenAnswer;
      // An ID token of another session, so the user is asked.
      const window = await signedIn();
      const request = query({
        id_token_hint: id_token,
        post_logout_redirect_uri: `${app.origin}/bye`,
        state: 'st4te',
      });
      await window.page.goto(`${server.url('logout')}?${request}`);
      await window.page.locator('#sign_out').click();
      await window.page.waitForURL(`${app.origin}/bye?state=st4te`);
      expectPrivacy();
      expect(troubles(window)).toEqual([]);
      await former.close();
      await window.close();
    });

    it('are a form where the client wants one: without its Lax cookies, until the page after it', async () => {
      const window = await open();
      await window.page.goto(`${app.origin}/start`);
      await allowIn(window, url({ response_mode: 'form_post' }));
      if (!javaScriptEnabled) await window.page.getByRole('button', { name: 'Continue' }).click();
      await window.page.waitForURL(`${app.origin}/in`);
      const [posted] = app.to('/cb');
      expect(posted!.method).toBe('POST');
      expect(Object.fromEntries(new URLSearchParams(posted!.body))).toEqual({
        code: expect.stringMatching(CODE),
        state: 'st4te',
        iss: server.issuer,
      });
      // Our pages tell other sites nothing of themselves.
      expect([posted!.headers.origin, posted!.headers.referer]).toEqual(['null', undefined]);
      const cookies = posted!.headers.cookie ?? '';
      expect([/\blax=1/.test(cookies), /\bnone=1/.test(cookies)]).toEqual([false, true]);
      expect(app.to('/in')[0]!.headers.cookie).toMatch(/\blax=1/);
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    it.each(REFUSALS.map((refusal) => [refusal.from, refusal] as const))(
      'take a refusal from %s to the client',
      async (_from, refusal) => {
        const window = await open();
        await refusal.reach(window.page, { server, client, url: url() });
        await refusal.press(window.page);
        await window.page.waitForURL(`${app.origin}/in`);
        expect(app.to('/cb').map((visit) => answer(visit.url))).toEqual([
          {
            error: 'access_denied',
            error_description: 'The request was denied.',
            state: 'st4te',
            iss: server.issuer,
          },
        ]);
        expectPrivacy();
        const { clientId } = client;
        const events = await server.database.findMany(AuditEvent, { clientId, event: refusal.event });
        expect(events).toHaveLength(1);
        expect(await server.database.findMany(Authorization, { clientId })).toEqual([]);
        expect(troubles(window)).toEqual([]);
        await window.close();
      },
    );

    it.each([
      ['the sign-in page', false, '#cancel'],
      ['the consent page', true, '#deny'],
    ])('are not needed for a device: a refusal from %s reaches it', async (_from, signsIn, button) => {
      const device = await beginDevice(server, client);
      const window = await open();
      const { page } = window;
      await page.goto(device.verification_uri_complete);
      await page.locator('#continue').click();
      if (signsIn) await signInAs(page);
      await page.locator(button).click();
      await page.getByRole('heading', { name: 'You denied the access' }).waitFor();
      const told = await poll(server, client, device);
      expect([told.status, await told.json()]).toEqual([
        400,
        expect.objectContaining({ error: 'access_denied' }),
      ]);
      expectPrivacy();
      expect(troubles(window)).toEqual([]);
      await window.close();
    });

    describe('never repeat an act when the user goes back or loads again:', () => {
      it('sign-in', async () => {
        const window = await open();
        const { page } = window;
        await page.goto(url());
        await signInAs(page);
        await page.locator('#consent').waitFor();
        await page.reload();
        await page.locator('#consent').waitFor();
        await page.goBack();
        await page.locator('#sign-in').waitFor();
        await page.reload();
        await page.locator('#sign-in').waitFor();
        expect(await page.locator('#password').inputValue()).toBe('');
        await page.goForward();
        await page.locator('#allow').click();
        await page.waitForURL(`${app.origin}/in`);
        expect(paths()).toEqual(['/oauth/sign_in', '/oauth/confirm_access']);
        expect(troubles(window)).toEqual([]);
        await window.close();
      });

      it.each(['allow', 'deny'])('consent (%s)', async (decision) => {
        const window = await open();
        const { page } = window;
        await page.goto(url());
        await signInAs(page);
        await page.locator(`#${decision}`).click();
        await page.waitForURL(`${app.origin}/in`);
        await page.goBack();
        await page.getByRole('heading', { name: 'This page is no longer valid' }).waitFor();
        await page.reload();
        await page.getByRole('heading', { name: 'This page is no longer valid' }).waitFor();
        await page.goForward();
        await page.getByRole('heading', { name: 'At /in' }).waitFor();
        expect(paths()).toEqual(['/oauth/sign_in', '/oauth/confirm_access']);
        expect(app.to('/cb')).toHaveLength(1);
        const { clientId } = client;
        const issued = await server.database.findMany(Authorization, { clientId });
        expect(issued).toHaveLength(decision === 'allow' ? 1 : 0);
        expect(troubles(window)).toEqual([]);
        await window.close();
      });

      it('device', async () => {
        const device = await beginDevice(server, client);
        const window = await open();
        const { page } = window;
        await page.goto(device.verification_uri_complete);
        await page.locator('#continue').click();
        await signInAs(page);
        await page.locator('#allow').click();
        const done = page.getByRole('heading', { name: 'Done: go back to your device' });
        await done.waitFor();
        await page.reload();
        await done.waitFor();
        await page.goBack();
        await page.getByRole('heading', { name: 'This page is no longer valid' }).waitFor();
        await page.goForward();
        await done.waitFor();
        expect(paths()).toEqual(['/oauth/device', '/oauth/sign_in', '/oauth/confirm_access']);
        const { clientId } = client;
        const allowed = await server.database.findMany(AuditEvent, { clientId, event: 'device.allowed' });
        expect(allowed).toHaveLength(1);
        expect((await poll(server, client, device)).status).toBe(200);
        expect(troubles(window)).toEqual([]);
        await window.close();
      });
    });
  });
});
