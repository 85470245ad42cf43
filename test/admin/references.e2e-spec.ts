import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { DATABASES } from '../support/databases.js';
import { fewOf } from '../support/depth.js';
import { authorizeUrl } from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, answerOf, type AdminBrowser } from './admin-app.js';
import { referenceOf } from './reference-of.js';

const REGISTERED = ['https://wiki.example/cb', 'https://wiki.example/other'];

interface Found {
  readonly [name: string]: unknown;
}

describe.each(DATABASES)('looking up a reference, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let client: RegisteredClient;
  let other: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    client = await server.register({
      name: 'Acme Wiki',
      redirectUris: REGISTERED,
      postLogoutRedirectUris: ['https://wiki.example/bye'],
    });
    other = await server.register({ name: 'Acme Travel' });
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const refused = (redirect_uri: string, more: Record<string, string> = {}): Promise<string> =>
    referenceOf(authorizeUrl(server, client, pkce(), { redirect_uri, ...more }));
  const read = (reference: string) => olga.get<Found>(`/api/references/${reference}`);

  it('tells what was received and what is registered', async () => {
    const reference = await refused('https://wiki.example/cb/');
    const { status, body } = await read(reference);
    expect(status).toBe(200);
    expect(body).toEqual({
      reference,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: 'authorization_request.refused',
      kind: 'redirect-mismatch',
      status: 400,
      code: 'invalid_request',
      description: 'The redirect URI in this request is not registered for this client.',
      clientId: client.clientId,
      client: { clientId: client.clientId, name: 'Acme Wiki', disabled: false },
      received: 'https://wiki.example/cb/',
      registered: REGISTERED,
      method: null,
      path: null,
      failure: null,
    });
  });

  it('compares a request to sign out with what is registered for that', async () => {
    const parameters = query({
      client_id: client.clientId,
      post_logout_redirect_uri: 'https://wiki.example/Bye',
    });
    const { body } = await read(await referenceOf(`${server.url('logout')}?${parameters}`));
    expect(body).toMatchObject({
      event: 'logout_request.refused',
      received: 'https://wiki.example/Bye',
      registered: ['https://wiki.example/bye'],
    });
  });

  it('tells of a failure what was thrown', async () => {
    const id = '01a20074-f0b3-7da3-9066-751aa7c64493';
    const failure = { name: 'RangeError', line: 'directory refused …' };
    const data = { kind: 'server', status: 500, code: 'server_error', description: 'x', method: 'POST' };
    await server.database.insert(AuditEvent, {
      ...{ id, at: Date.now(), event: 'request.failed', actor: null, clientId: null, subject: null },
      data: { ...data, path: '/oauth/sign_in', failure },
    });
    expect((await read(id)).body).toMatchObject({
      ...{ kind: 'server', status: 500, client: null, clientId: null, registered: [] },
      ...{ method: 'POST', path: '/oauth/sign_in', failure },
    });
  });

  it('tells of a client that is gone or disabled', async () => {
    const { body } = await read(
      await referenceOf(authorizeUrl(server, { ...client, clientId: 'nobody' }, pkce())),
    );
    expect(body).toMatchObject({ kind: 'unknown-client', clientId: null, client: null, received: 'nobody' });
    const reference = await referenceOf(
      authorizeUrl(server, other, pkce(), { redirect_uri: 'https://travel.example/' }),
    );
    await olga.post(`/api/clients/${other.clientId}/disable`);
    expect((await read(reference)).body).toMatchObject({ client: { name: 'Acme Travel', disabled: true } });
  });

  it.each([
    ['a reference that nobody was given', () => '01a20074-f0b3-7da3-9066-000000000000'],
    ['something that is none', () => 'nonsense'],
    ['a quotation mark', () => encodeURIComponent("' OR 1=1 --")],
    ['a text as long as an address', () => 'a'.repeat(2000)],
    [
      'another event of the audit log',
      async () => (await server.database.find(AuditEvent, { event: 'client.created' }))!.id,
    ],
  ])('finds nothing for %s', async (_, reference) => {
    const { status, body, headers } = await read(await reference());
    expect([status, body]).toEqual([
      404,
      { error: 'not_found', message: 'No error has this reference, or it is too old.' },
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is for admins', async () => {
    const url = `${admin.url}/api/references/${await refused('https://wiki.example/cb/')}`;
    expect(await answerOf(await new Visitor().request(url))).toMatchObject({
      status: 401,
      body: { error: 'unauthenticated' },
    });
    const answer = await fetch(`${admin.url}/api/openapi.json`);
    const { paths } = (await answer.json()) as {
      paths: Record<string, Record<string, { responses: object }>>;
    };
    expect(Object.keys(paths['/api/references/{reference}']!['get']!.responses).sort()).toEqual([
      ...['200', '401', '403', '404'],
    ]);
  });

  // What a browser shows of it does not depend on the database.
  if (database === 'mariadb') return;
  (HAS_CHROMIUM ? describe : describe.skip)('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    async function signedIn(options: object = {}): Promise<Window> {
      const window = await Window.open(browser, options);
      await window.page.goto(`${admin.url}/references`);
      await window.page.locator('[name=username]').fill('olga');
      await window.page.locator('[name=password]').fill(PASSWORD);
      await window.page.locator('button[value=sign_in]').click();
      await window.page.waitForURL(`${admin.url}/references`);
      await window.page.getByRole('heading', { level: 1 }).waitFor();
      return window;
    }

    it('a pasted message shows the difference marked, the likely cause, and the way to the client', async () => {
      const window = await signedIn({ locale: 'en' });
      const { page } = window;
      const reference = await refused('http://wiki.example/cb');
      await page.getByLabel('Reference').fill('help');
      await page.getByRole('button', { name: 'Look up' }).click();
      await page.getByText('There is no reference in this text.').waitFor();
      await page.getByLabel('Reference').fill(`The page says: Reference ${reference}. What now?`);
      await page.keyboard.press('Enter');
      await page
        .getByRole('heading', { name: 'A request named a redirect URI that is not registered' })
        .waitFor();
      expect(await page.locator('#slip').innerText()).toBe(
        'Likely cause: http and https. The two differ in the scheme alone.',
      );
      expect(await page.locator('#received').innerText()).toBe('http://wiki.example/cb');
      expect(await page.locator('#nearest').innerHTML()).toContain('<mark>s</mark>');
      expect(await page.locator('main a[href^="http"]').count()).toBe(0);
      expect(new URL(page.url()).search).toBe(`?reference=${reference}`);
      expect(await window.violations()).toEqual([]);
      await page.reload();
      await page.getByRole('link', { name: 'Acme Wiki' }).click();
      await page.getByRole('heading', { level: 1, name: 'Acme Wiki' }).waitFor();
      await page.getByRole('link', { name: 'Look up a reference' }).click();
      await page.getByLabel('Reference').fill('01a20074-f0b3-7da3-9066-000000000000');
      await page.getByRole('button', { name: 'Look up' }).click();
      await page.getByText('No error has this reference.').waitFor();
      expect(await window.violations()).toEqual([]);
      expect(window.troubles.filter((trouble) => !trouble.includes('404'))).toEqual([]);
      await window.close();
    });

    it.each(
      fewOf(
        (['light', 'dark'] as const).flatMap((colorScheme) =>
          (['en', 'zh-CN'] as const).flatMap((locale) =>
            [1280, 360, 320].map((width) => [colorScheme, locale, width] as const),
          ),
        ),
      ),
    )('is accessible and fits, %s, %s, %i px', async (colorScheme, locale, width) => {
      const window = await signedIn({ colorScheme, locale, viewport: { width, height: 800 } });
      const { page } = window;
      const references = {
        none: '',
        mismatch: `?reference=${await refused('http://localhost:3000/cb?a=1')}`,
        failure: '?reference=01a20074-f0b3-7da3-9066-751aa7c64493',
      };
      for (const [name, search] of Object.entries(references)) {
        await page.goto(`${admin.url}/references${search}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        if (search !== '') await page.locator('#what').waitFor();
        expect(await window.violations()).toEqual([]);
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBe(0);
        await window.picture(`admin-reference-${name}-${colorScheme}-${locale}-${width}`);
      }
      expect(window.troubles).toEqual([]);
      await window.close();
    });
  });
});
