import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, UsageCounters } from '@portcullis/oauth';
import type { Browser, Page } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { obtainTokens, refresh } from '../support/flow.js';
import { ACTOR, TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';
import { idAt } from './id-at.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;
const HOUR = 3_600_000;

withBrowser('the overview in a browser', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database: 'sqlite' }), launchChromium()]);
    await server.addUser('alice');
    const wiki = await server.register({ name: 'Acme Wiki', requirePkce: false });
    const expiresAt = Date.now() + 20 * 24 * HOUR;
    await server.registry.addSecret(wiki.clientId, { name: 'Until spring', expiresAt }, ACTOR);
    const tokens = await obtainTokens(server, wiki);
    await refresh(server, wiki, tokens.refresh_token);
    await server.app.get(UsageCounters, { strict: false }).write();
    for (let hour = 1; hour < 24; hour++) {
      const at = Date.now() - hour * HOUR;
      const events = [
        ...Array<string>(3 + ((hour * 7) % 11)).fill('sign_in.succeeded'),
        ...Array<string>((hour * 5) % 4).fill('sign_in.failed'),
        ...Array<string>((hour * 3) % 4).fill('request.failed'),
      ];
      const rows = events.map((event) => ({
        id: idAt(at),
        at,
        event,
        clientId: wiki.clientId,
        data: {},
      }));
      await server.database.insertMany(AuditEvent, rows);
    }
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await admin.addMember('vera', 'viewer');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  /** The number on a card. */
  const numberOn = async (page: Page, label: RegExp): Promise<number> => {
    const text = await page.getByRole('main').getByRole('link', { name: label }).innerText();
    return Number(/^\d+$/m.exec(text)![0]);
  };

  it('11 dashboard: each number leads to a list whose total it is', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/');
    const { page } = window;
    // The tokens of this very sign-in are counted before they are looked at.
    await server.app.get(UsageCounters, { strict: false }).write();
    await page.reload();
    for (const [label, entries] of [
      [/^Open issues/, /^\d+ entr/],
      [/^Secrets expiring/, /^\d+ entr/],
    ] as const) {
      const number = await numberOn(page, label);
      expect(number).toBeGreaterThan(0);
      await page.getByRole('link', { name: label }).click();
      await page.getByRole('heading', { level: 1, name: 'Checks' }).waitFor();
      const total = await page.getByRole('status').filter({ hasText: entries }).innerText();
      expect(Number.parseInt(total, 10)).toBe(number);
      await page.goBack();
    }
    const clients = page.getByRole('link', { name: /^Active clients/ });
    expect(await clients.getAttribute('href')).toBe('/clients?status=active');
    const number = await numberOn(page, /^Active clients/);
    await clients.click();
    const total = await page
      .getByRole('status')
      .filter({ hasText: /^\d+ entr/ })
      .innerText();
    expect(Number.parseInt(total, 10)).toBe(number);
    await page.goBack();

    const tokens = await numberOn(page, /^Tokens issued/);
    await page.getByRole('link', { name: /^Tokens issued/ }).click();
    await page.getByText(`${tokens} access tokens since`).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'refresh_token' }).click();
    await page.getByText(/^1 access token since/).waitFor();
    await page.goBack();
    const main = page.getByRole('main');
    for (const [label, heading] of [
      [/^Sign-ins/, 'Audit log'],
      [/^Failed sign-ins/, 'Audit log'],
      [/^Users/, 'Users'],
    ] as const) {
      const shown = await numberOn(page, label);
      await main.getByRole('link', { name: label }).click();
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      const entries = main.getByRole('status').filter({ hasText: shown === 0 ? /Nothing/ : /^\d+ entr/ });
      await entries.waitFor();
      if (shown > 0) expect(Number.parseInt(await entries.innerText(), 10)).toBe(shown);
      await page.goBack();
    }
    expect(await main.getByRole('link', { name: /^Signing key/ }).getAttribute('href')).toBe('/keys');
    await window.close();
  });

  it('11 dashboard: charts as tables, with nothing asked from outside', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/');
    const { page } = window;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await page.getByRole('img', { name: /\d+ sign-ins succeeded and \d+ failed/ }).waitFor();
    await page.getByRole('button', { name: 'Sign-ins: show as table' }).click();
    const table = page.getByRole('table', { name: 'Sign-ins' });
    const cells = await table.getByRole('row').locator('td:last-child').allInnerTexts();
    expect(cells).toHaveLength(25);
    const failed = cells.reduce((sum, cell) => sum + Number(cell), 0);
    expect(failed).toBe(await numberOn(page, /^Failed sign-ins/));
    await page.getByRole('button', { name: 'Errors: show as table' }).click();
    await page.getByRole('table', { name: 'Errors' }).waitFor();
    await window.looksRight('overview-tables');
    await page.getByRole('button', { name: 'Sign-ins: show as chart' }).click();
    await page.getByRole('img', { name: /sign-ins succeeded/ }).waitFor();
    expect(asked.filter((url) => !url.startsWith(admin.url))).toEqual([]);
    await window.close();
  });

  it('8 linter: a bad client shows on the overview, on Checks and on its own page', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/');
    const { page } = window;
    const worst = page.getByRole('region', { name: 'Most severe issues' });
    await worst.getByText('PKCE is not required').waitFor();
    await worst.getByRole('link', { name: 'All issues' }).click();
    const row = page.getByRole('row', { name: /PKCE is not required.*Acme Wiki/ });
    await row.getByRole('link', { name: 'Acme Wiki' }).click();
    await page.getByRole('tab', { name: /^Issues/ }).click();
    await page.getByRole('row', { name: /PKCE is not required/ }).waitFor();
    await window.close();
  });

  it('11 dashboard: first steps until they are dismissed', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/');
    const { page } = window;
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByRole('link', { name: 'Add a second owner' }).waitFor();
    await steps.getByText('Done: Register a client').waitFor();
    await steps.getByRole('button', { name: 'Do not show again' }).click();
    await steps.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('link', { name: /^Open issues/ }).waitFor();
    expect(await steps.count()).toBe(0);
    await admin.query('DELETE FROM admin_dismissal');
    await window.close();
  });

  it('11 dashboard: leaves out what a role may not read', async () => {
    const window = await AdminWindow.open(browser, admin, 'vera', '/');
    const { page } = window;
    await page.getByRole('link', { name: /^Open issues/ }).waitFor();
    expect(await page.getByRole('link', { name: /^Sign-ins/ }).count()).toBe(0);
    expect(await page.getByRole('region', { name: /First steps|Latest events/ }).count()).toBe(0);
    await window.close();
  });

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 360, 320].map((width) => ({ ...look, width })))))(
    '11 dashboard: looks right, $colorScheme, $locale, $width',
    async ({ colorScheme, locale, width }) => {
      const window = await AdminWindow.open(browser, admin, 'olga', '/', {
        colorScheme,
        locale,
        viewport: { width, height: 900 },
      });
      await window.page.locator('.recharts-bar').first().waitFor();
      await window.looksRight(`overview-${colorScheme}-${locale}-${width}`);
      await window.page.goto(`${admin.url}/usage`);
      await window.page.getByRole('table').first().waitFor();
      await window.looksRight(`usage-${colorScheme}-${locale}-${width}`);
      await window.close();
    },
  );
});
