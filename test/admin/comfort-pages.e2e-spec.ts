import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEvent, SigningKey } from '@portcullis/oauth';
import type { Browser, Locator, Page } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow } from './admin-window.js';
import { referenceOf } from './reference-of.js';

(HAS_CHROMIUM ? describe : describe.skip)('what runs through the whole admin app', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;
  let wiki: RegisteredClient;
  let window: AdminWindow;
  let page: Page;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database: 'sqlite' }), launchChromium()]);
    admin = await AdminApp.start(server);
    for (const name of ['olga', 'petra']) await admin.addOwner(name);
    await admin.addMember('vera', 'viewer');
    await server.addUser('ada.lovelace', { name: 'Ada Lovelace' });
    wiki = await server.register({ name: 'Acme Wiki', redirectUris: ['https://wiki.example/cb'] });
    for (let i = 0; i < 9; i++) await server.register({ name: `Sample ${i}` });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  const refused = (redirect_uri: string): Promise<string> =>
    referenceOf(authorizeUrl(server, wiki, pkce(), { redirect_uri }));
  const field = (): Locator => page.getByRole('combobox', { name: /^Go to a page/ });
  const heading = (name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

  describe('18 the palette and the keys', () => {
    beforeEach(async () => {
      window = await AdminWindow.open(browser, admin, 'olga', '/clients');
      ({ page } = window);
    });
    afterEach(() => window.close());

    it('18 finds a page, a client and a reference with the keyboard alone', async () => {
      await page.keyboard.press('Control+k');
      await field().waitFor();
      expect(await field().evaluate((input) => input === document.activeElement)).toBe(true);
      await page.keyboard.type('look up');
      await page.getByRole('option', { name: 'Look up a reference' }).waitFor();
      await page.keyboard.press('Enter');
      await heading('Look up a reference');

      await page.keyboard.press('Control+k');
      await page.keyboard.type('acme');
      await page.getByRole('group', { name: 'Clients' }).getByRole('option', { name: 'Acme Wiki' }).waitFor();
      await page.keyboard.press('Enter');
      await heading('Acme Wiki');

      const reference = await refused('https://wiki.example/cb/');
      await page.keyboard.press('Control+k');
      await field().fill(`They see: Reference ${reference}. What now?`);
      await page.getByRole('option', { name: 'The error behind this reference' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('Likely cause: a trailing slash.').waitFor();
      // Also from the page itself.
      const other = await refused('http://wiki.example/cb');
      await page.keyboard.press('Control+k');
      await field().fill(other);
      await page.getByRole('option', { name: 'The error behind this reference' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('Likely cause: http and https.').waitFor();
    });

    it('18 is a complete combobox: the active option is named, counted and kept in view', async () => {
      await page.getByRole('button', { name: 'Go to…' }).click();
      const active = (): Promise<string> =>
        field().evaluate((input) => {
          const option = document.getElementById(input.getAttribute('aria-activedescendant')!)!;
          const selected = document.querySelectorAll('[role=option][aria-selected=true]');
          return selected.length === 1 && selected[0] === option ? option.innerText : 'not one';
        });
      await field().fill('sample');
      const options = page.getByRole('group', { name: 'Clients' }).getByRole('option');
      await page.getByText('6 results').waitFor();
      expect(await options.count()).toBe(6);
      expect(await field().getAttribute('aria-expanded')).toBe('true');
      const controls = await field().getAttribute('aria-controls');
      expect(await page.getByRole('listbox').getAttribute('id')).toBe(controls);
      expect(await active()).toContain('Sample 0');
      await page.keyboard.press('ArrowDown');
      expect(await active()).toContain('Sample 1');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      expect(await active()).toContain('Sample 5');
      await window.looksRight('palette');
      await field().fill('nothing like this');
      await page.getByText('Nothing found').waitFor();
      expect(await field().getAttribute('aria-expanded')).toBe('false');
      expect(await field().getAttribute('aria-activedescendant')).toBeNull();
      await window.looksRight('palette-nothing');
      await page.keyboard.press('Escape');
      await field().waitFor({ state: 'detached' });
      // The focus is back where it came from.
      await page.waitForFunction(() => document.activeElement?.textContent?.includes('Go to'));
    });

    it('18 finds users and keys as soon as there are pages that show them', async () => {
      const [key] = await server.database.findMany(SigningKey, {}, { limit: 1 });
      const links = await page
        .getByRole('navigation')
        .getByRole('link')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      for (const [text, path, group] of [
        ['ada.love', '/users', 'Users'],
        [key!.kid, '/keys', 'Keys'],
      ] as const) {
        await page.keyboard.press('Control+k');
        await field().fill(text);
        await page.getByText(links.includes(path) ? '1 result' : 'Nothing found').waitFor();
        if (links.includes(path)) {
          await page.getByRole('group', { name: group }).waitFor();
          await field().press('Enter');
          await page.waitForURL((url) => url.pathname.startsWith(path));
          await page.getByRole('heading', { level: 1 }).waitFor();
        } else await page.keyboard.press('Escape');
      }
    });

    it('18 goes by two letters, shows all keys, and leaves those alone who type', async () => {
      await page.keyboard.press('g');
      await page.keyboard.press('r');
      await heading('Look up a reference');
      await page.getByLabel('Reference').focus();
      await page.keyboard.type('gc?/');
      expect(await page.getByLabel('Reference').inputValue()).toBe('gc?/');
      await page.getByRole('heading', { level: 1 }).focus();
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await heading('Clients');
      await page.keyboard.press('/');
      expect(await page.getByRole('searchbox').evaluate((input) => input === document.activeElement)).toBe(
        true,
      );
      expect(await page.getByRole('searchbox').inputValue()).toBe('');
      await page.getByRole('heading', { level: 1 }).focus();
      await page.keyboard.press('?');
      const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await help.getByText('Go to anything').waitFor();
      // A dialog is open: letters do nothing.
      await page.keyboard.press('g');
      await page.keyboard.press('r');
      await window.looksRight('shortcuts');
      await help.getByRole('button', { name: 'Close' }).click();
      await heading('Clients');
    });
  });

  it('18 switches single letters off for somebody, in every browser', async () => {
    window = await AdminWindow.open(browser, admin, 'petra', '/account');
    ({ page } = window);
    const keys = page.getByRole('switch', { name: 'Single-letter shortcuts' });
    const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/account/preferences'));
    await keys.uncheck();
    await saved;
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.keyboard.press('?');
    await heading('My account');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await field().waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    expect(await keys.isChecked()).toBe(false);
    await window.close();

    window = await AdminWindow.open(browser, admin, 'petra', '/account');
    ({ page } = window);
    await page.getByRole('switch', { name: 'Single-letter shortcuts' }).waitFor();
    expect(await page.getByRole('switch', { name: 'Single-letter shortcuts' }).isChecked()).toBe(false);
    await window.close();
  });

  it('20 shows the language of the person in another browser, from the first word on', async () => {
    window = await AdminWindow.open(browser, admin, 'petra', '/account', { locale: 'en' });
    await window.page.getByRole('radio', { name: '简体中文' }).check();
    await window.page.getByRole('heading', { level: 1, name: '我的账号' }).waitFor();
    await window.quiet();
    await window.close();

    window = await AdminWindow.open(browser, admin, 'petra', '/clients', { locale: 'en' });
    ({ page } = window);
    const words = new Set<string>();
    await page.exposeFunction('heard', (text: string) => words.add(text));
    await page.addInitScript(() => {
      const told = globalThis as unknown as { heard(text: string): void };
      new MutationObserver(() => told.heard(document.querySelector('#root')?.textContent ?? '')).observe(
        document,
        { childList: true, subtree: true, characterData: true },
      );
    });
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.reload();
    await heading('客户端');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect([...words].filter((text) => /Clients|Sign out|Loading/.test(text))).toEqual([]);
    expect(words.size).toBeGreaterThan(0);
    // The other language is not even loaded.
    expect(loaded.filter((path) => /\/assets\/en-/.test(path))).toEqual([]);
    await window.close();
  });

  it('shows where somebody is signed in, and signs out the others', async () => {
    const others = [await admin.signIn('vera'), await admin.signIn('vera')];
    window = await AdminWindow.open(browser, admin, 'vera', '/account');
    ({ page } = window);
    const sessions = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
    await sessions.first().waitFor();
    expect(await sessions.count()).toBe(3);
    expect(await sessions.filter({ hasText: 'This browser' }).innerText()).toMatch(/Chrom.* on Linux/);
    await page.getByText('Looks, and changes nothing.').waitFor();
    await window.looksRight('account');
    await page
      .getByRole('button', { name: /^Sign out Unknown browser/ })
      .first()
      .click();
    await page.getByText('Unknown browser was signed out.').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign out everywhere else' });
    await window.looksRight('account-sign-out-others');
    await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('One other browser was signed out.').waitFor();
    await sessions.nth(1).waitFor({ state: 'detached' });
    expect(await sessions.count()).toBe(1);
    const statuses = await Promise.all(others.map((other) => other.get('/api/session')));
    expect(statuses.map(({ status }) => status)).toEqual([401, 401]);
    await window.close();
  });

  describe('9 the error inspector', () => {
    it('9 adds the received redirect URI, and the retry works', async () => {
      const uri = 'https://wiki.example/callback';
      const before = await server.registry.get(wiki.clientId);
      const attempt = (): Promise<Response> =>
        fetch(authorizeUrl(server, wiki, pkce(), { redirect_uri: uri }), { redirect: 'manual' });
      expect((await attempt()).status).toBe(400);
      const reference = await refused(uri);
      window = await AdminWindow.open(browser, admin, 'olga', '/references');
      ({ page } = window);
      await page.getByLabel('Reference').fill(reference);
      await page.keyboard.press('Enter');
      await page.getByText('Likely cause: the path.').waitFor();
      await window.looksRight('reference-add');
      await page.getByRole('button', { name: 'Add this URI' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add a redirect URI to Acme Wiki?' });
      await dialog.getByText('https://wiki.example with an authorization code').waitFor();
      await window.looksRight('reference-add-dialog');
      // Somebody else edits the client meanwhile: nothing is lost of it.
      const edited = await server.registry.update(
        wiki.clientId,
        before!.version,
        { redirectUris: [...before!.redirectUris, 'https://wiki.example/third'] },
        { subject: 'someone', name: 'Someone' },
      );
      const add = dialog.getByRole('button', { name: 'Add this URI' });
      await add.click();
      await dialog.getByText('Somebody else has changed this in the meantime.').waitFor();
      await add.click();
      await page.getByText('It is registered by now. The app can try again.').waitFor();
      expect(await page.getByRole('button', { name: 'Add this URI' }).count()).toBe(0);

      const after = [...edited.redirectUris, uri];
      expect((await server.registry.get(wiki.clientId))!.redirectUris).toEqual(after);
      const retried = await attempt();
      expect(retried.status).toBe(303);
      expect(retried.headers.get('location')).toContain('/oauth/sign_in');
      const events = await server.database.findMany(
        AuditEvent,
        { event: 'client.updated' },
        { orderBy: 'at' },
      );
      expect(events.at(-1)!.data).toEqual({
        before: { redirectUris: edited.redirectUris },
        after: { redirectUris: after },
      });
      await window.close([412]);
    });

    it.each([
      ['https://*.example/cb', 'A “*” is not allowed'],
      ['https://wiki.example/cb#top', 'A redirect URI has no “#” part'],
      ['http://wiki.example/cb', 'http:// is allowed on localhost only'],
    ])('9 says why %s can never be registered, and offers nothing', async (uri, reason) => {
      window = await AdminWindow.open(browser, admin, 'olga', `/references?reference=${await refused(uri)}`);
      ({ page } = window);
      await page.getByText('This URI cannot be registered').waitFor();
      await page.getByText(reason).waitFor();
      expect(await page.getByRole('button', { name: 'Add this URI' }).count()).toBe(0);
      await window.looksRight('reference-impossible');
      await window.close();
    });

    it('9 offers it to nobody who may not, and the API refuses them', async () => {
      const reference = await refused('https://wiki.example/elsewhere');
      window = await AdminWindow.open(browser, admin, 'vera', `/references?reference=${reference}`);
      ({ page } = window);
      await page.getByText('Likely cause: the path.').waitFor();
      expect(await page.getByRole('button', { name: 'Add this URI' }).count()).toBe(0);
      await window.close();
      const vera = await admin.signIn('vera');
      const change = { redirectUris: ['https://wiki.example/elsewhere'] };
      const answer = await vera.call('PATCH', `/api/clients/${wiki.clientId}`, change, { 'if-match': '"1"' });
      expect(answer).toMatchObject({ status: 403, body: { error: 'forbidden' } });
    });
  });
});
