import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, ResourceRegistry, ScopeRegistry } from '@portcullis/oauth';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { obtainTokens, post } from '../support/flow.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** Words that nobody has to know who registers an application. */
const JARGON =
  /oauth|openid|pkce|\bscopes?\b|\bgrants?\b|redirect.?uri|\btokens?\b|jwt|client.credentials|authorization code|introspect|audience|confidential client|public client/i;

/** A second is how long the server remembers a client. */
const SERVER_HAS_SEEN_IT = 1100;

withBrowser('the pages of clients', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database: 'sqlite' }), launchChromium()]);
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await admin.addMember('vera', 'viewer');
    await server.addUser('alice');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  const open = (path: string, username = 'olga', options: BrowserContextOptions = {}): Promise<AdminWindow> =>
    AdminWindow.open(browser, admin, username, path, { locale: 'en', ...options });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  async function works(client: RegisteredClient, secret: string): Promise<unknown> {
    const form = { grant_type: 'refresh_token', refresh_token: 'x' };
    const answer = await post(server, 'token', { ...client, secret }, form);
    // The secret is good when it is the token that is refused.
    return ((await answer.json()) as { error: string }).error;
  }

  it('1 create a client: with the keyboard alone in at most 12 key stops, and without a term of OAuth', async () => {
    const window = await open('/clients/new');
    const { page } = window;
    const visible = await page.locator('main').evaluate((main) => {
      const copy = main.cloneNode(true) as HTMLElement;
      for (const help of copy.querySelectorAll('details')) help.remove();
      // The way to the form for experts is a link, and says what it is.
      return copy.textContent;
    });
    expect(visible).not.toMatch(JARGON);
    await window.looksRight('new-client');

    const started = Date.now();
    let stops = 0;
    const tab = async (): Promise<void> => {
      await page.keyboard.press('Tab');
      stops++;
    };
    await page.getByRole('heading', { level: 1 }).focus();
    await tab();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: 'Single-page app' }).isChecked()).toBe(true);
    await page.keyboard.press('ArrowUp');
    await tab();
    await page.keyboard.type('Keyboard wiki');
    await tab();
    await page.keyboard.type('https://client.example/cb');
    const create = button(page, 'Create client');
    while (!(await create.evaluate((element) => element === document.activeElement))) await tab();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Store the secret now' }).waitFor();
    expect(stops).toBeLessThanOrEqual(12);
    expect(Date.now() - started).toBeLessThan(60_000);
    await window.looksRight('new-client-secret');
    await button(page, 'I have stored the secret').click();
    await page.getByRole('heading', { level: 1, name: 'Keyboard wiki' }).waitFor();
    await window.close();
  });

  it('1 create a client: each kind sets what it needs, and experts set everything', async () => {
    const window = await open('/clients/new');
    const { page } = window;
    await page.getByRole('radio', { name: 'TV or command line' }).check();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Set-top box');
    expect(await page.getByLabel('Where users come back to').count()).toBe(0);
    await button(page, 'Create client').click();
    await page.getByRole('heading', { level: 1, name: 'Set-top box' }).waitFor();
    const device = new URL(page.url()).pathname.split('/')[2]!;
    expect(await server.registry.get(device)).toMatchObject({
      applicationType: 'device',
      tokenEndpointAuthMethod: 'none',
      grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    });

    await page.goto(`${admin.url}/clients/new`);
    await page.getByRole('link', { name: /form for experts/ }).click();
    await page.getByLabel('Client ID', { exact: true }).fill('expert');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Expert');
    await page.getByLabel('Redirect URIs', { exact: true }).fill('https://expert.example/cb');
    await page.getByLabel('Access token lifetime').fill('300');
    await page.getByRole('switch', { name: 'Pushed authorization requests only' }).click();
    await window.looksRight('new-client-expert');
    await button(page, 'Create client').click();
    await button(page, 'I have stored the secret').click();
    await page.getByRole('heading', { level: 1, name: 'Expert' }).waitFor();
    expect(await server.registry.get('expert')).toMatchObject({
      accessTokenSeconds: 300,
      requirePushedAuthorizationRequests: true,
      requirePkce: true,
      scopes: ['openid', 'profile'],
    });
    await window.close();
  });

  it('1 create a client: proposes the scopes that are marked for it', async () => {
    const scopes = server.app.get(ScopeRegistry, { strict: false });
    const words = (en: string) => ({ en, 'zh-CN': '' });
    for (const [name, title] of [
      ['mail:read', 'Read your mail'],
      ['mail:send', 'Send mail for you'],
      ['mail:delete', 'Delete your mail'],
    ] as const) {
      const isDefault = name !== 'mail:delete';
      await scopes.create(
        { name, title: words(title), description: words(''), claims: [], sensitive: false, isDefault },
        ACTOR,
      );
    }
    const window = await open('/clients/new');
    const { page } = window;
    const box = (name: string) => page.getByRole('checkbox', { name });
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mailbox');
    await page.getByLabel('Where users come back to').fill('https://mail.example/cb');
    expect(await box('Read your mail').isChecked()).toBe(true);
    expect(await box('Delete your mail').isChecked()).toBe(false);
    await box('Send mail for you').uncheck();
    await button(page, 'Create client').click();
    await button(page, 'I have stored the secret').click();
    await page.getByRole('heading', { level: 1, name: 'Mailbox' }).waitFor();
    const simple = new URL(page.url()).pathname.split('/')[2]!;
    expect((await server.registry.get(simple))!.scopes).toEqual(['openid', 'profile', 'mail:read']);

    await page.goto(`${admin.url}/clients/new?form=expert`);
    await page.getByLabel('Client ID', { exact: true }).fill('expert-mail');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Expert mail');
    await page.getByLabel('Redirect URIs', { exact: true }).fill('https://mail.example/cb');
    await box('Read your mail').uncheck();
    await button(page, 'Create client').click();
    await button(page, 'I have stored the secret').click();
    await page.getByRole('heading', { level: 1, name: 'Expert mail' }).waitFor();
    expect((await server.registry.get('expert-mail'))!.scopes).toEqual(['openid', 'profile', 'mail:send']);
    await window.close();
  });

  it('1 create a client: proposes the APIs that its permissions are for, so that its tokens are good there', async () => {
    const audience = 'https://parcels.example';
    await server.app
      .get(ResourceRegistry, { strict: false })
      .create({ audience, name: 'Parcels', description: '', scopes: ['parcels:read'] }, ACTOR);
    const window = await open('/clients/new');
    const { page } = window;
    await page.getByRole('radio', { name: 'Machine to machine' }).check();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Parcel service');
    const apis = page.getByLabel('APIs it may call');
    const own = page.getByLabel('Permissions of your own APIs');
    await own.fill('other:read');
    await page.getByText('would be refused there').waitFor();
    await page.getByText('Nobody has described other:read yet.').waitFor();
    const describe = page.getByRole('link', { name: 'Describe other:read in a new tab' });
    expect(await describe.getAttribute('href')).toBe('/scopes/new?name=other%3Aread');
    await own.fill('parcels:read');
    expect(await apis.inputValue()).toBe(audience);
    expect(await page.getByText('would be refused there').count()).toBe(0);
    await button(page, 'Create client').click();
    await button(page, 'I have stored the secret').click();
    await page.getByRole('heading', { level: 1, name: 'Parcel service' }).waitFor();
    const clientId = new URL(page.url()).pathname.split('/')[2]!;
    expect(await server.registry.get(clientId)).toMatchObject({
      scopes: ['parcels:read'],
      audiences: [audience],
    });
    await window.close();
  });

  it('2 secure defaults: S256 is required, and a wildcard is refused with the reason in the browser and in the API', async () => {
    const window = await open('/clients/new');
    const { page } = window;
    await page.getByRole('radio', { name: 'Single-page app' }).check();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Public');
    const uris = page.getByLabel('Where users come back to');
    await uris.fill('https://ok.example/cb\nhttps://*.example/cb\nhttps://a.example/#x');
    await uris.blur();
    await page.getByText('Line 2: a “*” is not allowed').waitFor();
    await page.getByText('Line 3: a “#” part is not allowed').waitFor();
    await button(page, 'Create client').click();
    expect(await uris.evaluate((element) => element === document.activeElement)).toBe(true);
    await window.looksRight('new-client-problems');
    await uris.fill('https://ok.example/cb');
    await button(page, 'Create client').click();
    await page.getByRole('heading', { level: 1, name: 'Public' }).waitFor();
    const clientId = new URL(page.url()).pathname.split('/')[2]!;
    expect(await server.registry.get(clientId)).toMatchObject({
      requirePkce: true,
      tokenEndpointAuthMethod: 'none',
    });
    await window.close();

    const api = await admin.signIn('olga');
    const refused = (body: object) => api.post('/api/clients', { name: 'x', ...body });
    expect(await refused({ redirectUris: ['https://*.example/cb'] })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'redirectUris', message: expect.stringContaining('wildcard') }] },
    });
    for (const grant of ['password', 'implicit']) {
      expect((await refused({ redirectUris: ['https://a.example'], grantTypes: [grant] })).status).toBe(400);
    }
  });

  it('3 secret shown once: nothing knows it after it was stored', async () => {
    const window = await open('/clients');
    const { page } = window;
    await page.getByRole('link', { name: 'New client' }).click();
    const answers: string[] = [];
    page.on('response', (response) => {
      if (response.request().method() === 'POST') return;
      void response.text().then(
        (text) => answers.push(text),
        () => undefined,
      );
    });
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Swept');
    await page.getByLabel('Where users come back to').fill('https://client.example/cb');
    await button(page, 'Create client').click();
    const dialog = page.getByRole('dialog', { name: 'Store the secret now' });
    await dialog.locator('code').nth(1).waitFor();
    const [clientId, secret] = await dialog.locator('code').allInnerTexts();
    for (const name of ['Copy as .env', 'Copy as JSON', 'Download .env']) {
      expect(await button(page, name).isVisible()).toBe(true);
    }
    for (const leave of [
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(5, 5),
      () => page.goBack(),
    ]) {
      await leave();
      await dialog.getByRole('alert').waitFor();
      await dialog.getByRole('button', { name: 'Back to the secret' }).click();
    }
    const warned = page.waitForEvent('dialog');
    await page.evaluate(() => void setTimeout(() => location.reload(), 0));
    await (await warned).dismiss();
    await button(page, 'I have stored the secret').click();
    await page.getByRole('tab', { name: 'Credentials' }).click();
    const row = page.getByRole('row', { name: /First secret/ });
    await row.waitFor();
    expect(await row.innerText()).toMatch(
      new RegExp(`${secret!.slice(0, 8)}•+[^]*Owner olga[^]*Never[^]*Never`),
    );
    const held = await page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        history.state,
      ]),
    );
    await page.reload();
    await row.waitFor();
    const tables = ['oauth_audit_event', 'oauth_client', 'oauth_client_secret', 'admin_session'];
    const rows = await Promise.all(tables.map((table) => admin.query(`SELECT * FROM ${table}`)));
    const events = await server.database.findMany(AuditEvent, { clientId: clientId! });
    expect(events.length).toBeGreaterThan(0);
    const everything = [
      held,
      await page.content(),
      ...answers,
      admin.printed,
      JSON.stringify([rows, events]),
    ];
    // The prefix is meant to be seen; the rest is the secret.
    expect(everything.filter((text) => text.includes(secret!.slice(8)))).toEqual([]);
    await window.looksRight('client-credentials');
    await window.close();
  });

  it('4 rotation: two secrets work, last use moves, the old one is disabled and deleted', async () => {
    const client = await server.register({ name: 'Rotating', clientId: 'rotating' });
    const window = await open('/clients/rotating/credentials');
    const { page } = window;
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
    const act = async (name: string, action: string): Promise<void> => {
      await page.getByRole('button', { name: `Actions for the secret ${name}` }).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await button(page, 'Add a secret').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Second');
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel('Expires on').fill(soon);
    await dialog.getByRole('button', { name: 'Add a secret' }).click();
    const secret = await page
      .getByRole('dialog', { name: 'Store the secret now' })
      .locator('code')
      .last()
      .innerText();
    await button(page, 'I have stored the secret').click();
    await page.getByText('The secret “Second” expires within 7 days').waitFor();

    await new Promise((resolve) => setTimeout(resolve, SERVER_HAS_SEEN_IT));
    expect([await works(client, client.secret!), await works(client, secret)]).toEqual([
      'invalid_grant',
      'invalid_grant',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await page.reload();
    await row('Second').waitFor();
    const used = new RegExp(String(new Date().getFullYear()));
    for (const name of ['First secret', 'Second']) {
      expect(await row(name).getByRole('cell').nth(2).innerText()).toMatch(used);
    }

    await act('First secret', 'Disable');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await row('First secret').getByText('Disabled').waitFor();
    await window.looksRight('client-rotation');
    await new Promise((resolve) => setTimeout(resolve, SERVER_HAS_SEEN_IT));
    expect(await works(client, client.secret!)).toBe('invalid_client');
    expect(await works(client, secret)).toBe('invalid_grant');

    await act('First secret', 'Enable');
    await row('First secret').getByText('Active').waitFor();
    await act('First secret', 'Disable');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await row('First secret').getByText('Disabled').waitFor();
    await act('First secret', 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await row('First secret').waitFor({ state: 'detached' });
    await button(page, 'Revoke all now').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke all now' }).click();
    await row('Second').getByText('Disabled').waitFor();
    await new Promise((resolve) => setTimeout(resolve, SERVER_HAS_SEEN_IT));
    expect(await works(client, secret)).toBe('invalid_client');
    await window.close();
  });

  it('12 lists: search, facets, sort, columns and pages stay in the address; bulk reaches all that match', async () => {
    for (let i = 0; i < 45; i++) {
      const settings = i % 3 === 0 ? { tokenEndpointAuthMethod: 'none' as const } : {};
      await server.register({
        name: `Sample ${String(i).padStart(2, '0')}`,
        clientId: `sample-${i}`,
        ...settings,
      });
    }
    const window = await open('/clients');
    const { page } = window;
    const rows = page.getByRole('table').getByRole('rowheader');
    await page.getByRole('searchbox').fill('Sample');
    await page.waitForURL(/search=Sample/);
    await button(page, 'Type').click();
    await page.getByRole('checkbox', { name: 'Server web app' }).check();
    await page.waitForURL(/type=web/);
    await page.keyboard.press('Escape');
    await page.getByText('30 entries').waitFor();
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await page.waitForURL(/sort=-name/);
    await rows.filter({ hasText: 'Sample 44' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await button(page, 'Columns').click();
    await page.getByRole('checkbox', { name: 'Grants' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Grants' }).waitFor();
    await window.looksRight('clients-list');
    await button(page, 'Next page').click();
    await rows.filter({ hasText: 'Sample 01' }).waitFor();
    await page.reload();
    await rows.filter({ hasText: 'Sample 01' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Grants' }).count()).toBe(1);
    await page.goBack();
    await rows.filter({ hasText: 'Sample 44' }).waitFor();

    await page.getByRole('checkbox', { name: 'Select Sample 44' }).check();
    await button(page, 'Select all 30 that match').click();
    await window.looksRight('clients-bulk');
    await button(page, 'Disable').click();
    const dialog = page.getByRole('dialog', { name: 'Disable' });
    await dialog.getByText('It concerns 30 entries.').waitFor();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('30 done, 0 failed').waitFor();
    expect((await admin.query('SELECT 1 FROM oauth_client WHERE disabled_at IS NOT NULL')).length).toBe(30);
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.waitForURL((url) => !url.search.includes('search'));
    await window.close();
  });

  it('12 lists: an edit shows both versions when somebody else was faster, and guards what is unsaved', async () => {
    await server.register({ name: 'Contested', clientId: 'contested' });
    const window = await open('/clients/contested/settings');
    const { page } = window;
    await page.getByRole('textbox', { name: 'Owner' }).fill('Team Wiki');
    await page.getByText('1 unsaved change').waitFor();
    await window.looksRight('client-settings');
    await page.getByRole('tab', { name: 'Tokens' }).click();
    await page.getByRole('dialog', { name: 'There are unsaved changes' }).waitFor();
    await button(page, 'Stay here').click();

    const api = await admin.signIn('olga');
    const edit = { name: 'Contested twice', owner: 'Team Blog' };
    await api.call('PATCH', '/api/clients/contested', edit, { 'if-match': '"1"' });
    await button(page, 'Save changes').click();
    const clash = page.getByRole('dialog', { name: 'Somebody else has edited this client' });
    await clash.getByRole('row', { name: /Owner.*Team Wiki.*Team Blog/ }).waitFor();
    await clash.getByRole('row', { name: /Name.*Contested twice/ }).waitFor();
    await window.looksRight('client-clash');
    await clash.getByRole('button', { name: 'Save mine on top' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contested twice' }).waitFor();
    expect(await server.registry.get('contested')).toMatchObject({ owner: 'Team Wiki', version: 3 });

    for (const tab of ['Scopes and consent', 'Tokens']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel').waitFor();
      await window.looksRight(`client-${tab.split(' ')[0]!.toLowerCase()}`);
    }
    await page.getByLabel('ID token lifetime').fill('120');
    await page.getByLabel('Refresh token: longest time unused').fill('3600');
    // What was said about the first save may still stand there.
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
    await button(page, 'Save changes').click();
    expect((await saved).status()).toBe(200);
    expect(await server.registry.get('contested')).toMatchObject({
      idTokenSeconds: 120,
      refreshTokenSeconds: 3600,
    });
    await window.close([412]);
  });

  it('29 danger zone: counts, a typed name, step-up that comes back, undo', async () => {
    const client = await server.register({ name: 'Doomed', clientId: 'doomed', accessTokenFormat: 'opaque' });
    const tokens = await obtainTokens(server, client);
    const window = await open('/clients/doomed/danger-zone');
    const { page } = window;
    await page.getByText('At this moment: 1 user, 1 live authorization, 1 refresh token.').waitFor();
    await button(page, 'Disable client').click();
    await page.getByText('This client is disabled.').waitFor();
    await button(page, 'Undo').click();
    await page.getByText('This client is disabled.').waitFor({ state: 'detached' });

    await admin.query('UPDATE admin_session SET proven_at = 1');
    await button(page, 'Delete client').click();
    const dialog = page.getByRole('dialog', { name: 'Delete Doomed?' });
    await dialog.getByText('Ends at once: 1 user').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Delete client' });
    expect(await confirm.isDisabled()).toBe(true);
    const word = dialog.getByLabel('Type “Doomed” to confirm');
    await word.fill('Doome');
    expect(await confirm.isDisabled()).toBe(true);
    await word.fill('Doomed');
    await window.looksRight('client-delete');
    await confirm.click();
    await dialog.getByText('Prove that it is you').waitFor();
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await window.proveAgain('olga');
    await page.waitForURL(/doomed\/danger-zone\?ask=delete/);
    await word.fill('Doomed');
    await confirm.click();
    await page.getByRole('heading', { level: 1, name: 'Clients' }).waitFor();
    await page.getByText('Doomed is deleted').waitFor();
    const answer = await post(server, 'token', client, {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    expect(((await answer.json()) as { error: string }).error).toMatch(/^invalid_(grant|client)$/);
    await page.goto(`${admin.url}/clients/doomed`);
    await page.getByText('It is not there.').waitFor();
    await window.close([403, 404]);
  });

  it.each([360, 1280])('a short message covers nothing that can be pressed, at %d pixels', async (width) => {
    const { clientId } = await server.register({ name: 'Talkative' });
    const viewport = { width, height: 800 };
    const window = await open(`/clients/${clientId}/settings`, 'olga', { viewport });
    const { page } = window;
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Talkative at ${width}`);
    await button(page, 'Save changes').click();
    const message = page.getByRole('alert').filter({ hasText: 'Saved' });
    await message.waitFor();
    await page.evaluate(() => globalThis.scrollTo(0, 0));
    const covered = await message.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return [...document.querySelectorAll('a, button')]
        .filter((other) => !element.contains(other))
        .filter((other) => {
          const { left, right, top, bottom } = other.getBoundingClientRect();
          return left < box.right && right > box.left && top < box.bottom && bottom > box.top;
        })
        .map(({ textContent }) => textContent);
    });
    expect(covered).toEqual([]);
    await window.close();
  });

  it('15 roles: a viewer reads settings, and sees nothing that the API would refuse', async () => {
    await server.register({ name: 'Read only', clientId: 'read-only' });
    const window = await open('/clients/read-only/settings', 'vera');
    const { page } = window;
    await page.getByText('Redirect URIs', { exact: true }).waitFor();
    const tabs = (await page.getByRole('tab').allInnerTexts()).map((label) => label.split('\n')[0]);
    expect(tabs).toEqual(['Quick start', 'Settings', 'Credentials', 'Grants', 'Issues']);
    expect(await button(page, 'Save changes').count()).toBe(0);
    await page.getByRole('tab', { name: 'Credentials' }).click();
    await page.getByRole('row', { name: /First secret/ }).waitFor();
    expect(await page.getByRole('button', { name: /secret/i }).count()).toBe(0);
    await window.looksRight('client-read-only');
    await page.goto(`${admin.url}/clients`);
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'New client' }).count()).toBe(0);
    await window.close();
  });

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 360, 320].map((width) => ({ ...look, width })))))(
    '19 accessibility: the pages of clients, $colorScheme, $locale, $width px',
    async ({ colorScheme, locale, width }) => {
      if (!(await server.registry.get('looks'))) {
        await server.register({
          name: 'Acme Wiki',
          clientId: 'looks',
          description: 'The wiki of the company',
          owner: 'Team Wiki',
          accent: '#2b8a3e',
        });
      }
      const window = await open('/clients', 'olga', {
        colorScheme,
        locale,
        viewport: { width, height: 900 },
      });
      const { page } = window;
      for (const path of [
        '/clients',
        '/clients/new',
        '/clients/new?form=expert',
        ...['settings', 'scopes', 'tokens', 'credentials', 'danger-zone'].map(
          (tab) => `/clients/looks/${tab}`,
        ),
      ]) {
        await page.goto(admin.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await window.quiet();
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([path, overflow]).toEqual([path, 0]);
        await window.looksRight(`${colorScheme}-${locale}-${width}${path.replaceAll(/[/?=]/g, '-')}`);
      }
      await window.close();
    },
    120_000,
  );
});
