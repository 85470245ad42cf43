import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, AuditLog, AuditSealer } from '@portcullis/oauth';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { ACTOR, TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

(HAS_CHROMIUM ? describe : describe.skip)('the pages of the audit log', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;
  let audit: AuditLog;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    admin = await AdminApp.start(server);
    browser = await launchChromium();
    audit = server.app.get(AuditLog, { strict: false });
    await admin.addOwner('olga');
    await admin.addMember('mia', 'client_manager', ['wiki']);
    await admin.addMember('vera', 'viewer');
    await server.register({ clientId: 'wiki', name: 'Acme Wiki' });
    await server.register({ clientId: 'shop', name: 'Acme Shop' });
    const { subject } = await server.addUser('alice');
    await server.registry.update('shop', 1, { name: 'Acme Store', scopes: ['openid', 'email'] }, ACTOR);
    await server.registry.setDisabled('shop', true, ACTOR);
    for (let index = 0; index < 25; index++) {
      await audit.record('sign_in.failed', { clientId: 'wiki', source: `192.0.2.${index % 5}` });
    }
    await audit.record('consent.granted', {
      ...{ actor: subject, actorName: 'alice', subject, clientId: 'wiki', source: '198.51.100.7' },
      data: { scopes: ['openid', 'profile'] },
    });
    await audit.record('refresh_token.reused', { subject, clientId: 'wiki' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  const rows = (page: Page) => page.getByRole('table', { name: 'Audit log' }).getByRole('row');

  it('10 audit log: it is on by default and says what happened in sentences', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/clients');
    const { page } = window;
    await page.getByRole('navigation').getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    await page.getByRole('link', { name: 'alice allowed Acme Wiki access' }).waitFor();
    await page
      .getByRole('link', {
        name: 'An old refresh token of Acme Wiki was used again: what alice had allowed is revoked',
      })
      .waitFor();
    await page
      .getByRole('link', { name: /^A sign-in to Acme Wiki failed$/ })
      .first()
      .waitFor();
    await window.close();
  });

  it('10 audit log: filters stand in the address, a cell narrows on a click, and back leads back', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/audit');
    const { page } = window;
    await page.getByRole('link', { name: 'Failed sign-ins, 24 hours' }).click();
    await page.getByText('25 entries').waitFor();
    await page.getByRole('button', { name: 'IP address: only 192.0.2.3' }).first().click();
    await page.getByText('5 entries').waitFor();
    const { searchParams } = new URL(page.url());
    expect([...searchParams]).toEqual(
      expect.arrayContaining([
        ['kind', 'sign_in'],
        ['outcome', 'failure'],
        ['within', '24h'],
        ['source', '192.0.2.3'],
      ]),
    );
    await page.reload();
    await page.getByText('5 entries').waitFor();
    expect(await rows(page).count()).toBe(6);
    await page.goBack();
    await page.getByText('25 entries').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    // The rows of the page before stay until those of this one are there.
    await rows(page).nth(6).waitFor({ state: 'detached' });
    expect(await rows(page).count()).toBe(6);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Done by: only alice' }).first().click();
    await page.getByRole('button', { name: 'Done by: alice' }).click();
    await page.getByRole('checkbox', { name: 'alice' }).click();
    await page.getByLabel('Search events').fill('Acme Store');
    await page.getByText('1 entry').waitFor();
    await page.getByLabel('Search events').fill('nothing has this');
    await page.getByText('Nothing matches').waitFor();
    await window.close();
  });

  it('10 audit log: an event shows before and after, its raw form and its neighbours', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/audit?clientId=shop');
    const { page } = window;
    await page.getByRole('link', { name: 'Test edited the client Acme Store' }).click();
    await page.getByRole('heading', { level: 1, name: 'Test edited the client Acme Store' }).waitFor();
    const changes = page.getByRole('table');
    expect(await changes.getByRole('row', { name: /^name/ }).innerText()).toMatch(/Acme Shop\s+Acme Store/);
    await page.getByText('"event": "client.updated"').waitFor();
    await page.getByRole('link', { name: 'Newer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Test disabled the client Acme Store' }).waitFor();
    // The newest of this search, whatever else is in the log.
    expect(await page.getByRole('button', { name: 'Newer' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByRole('heading', { level: 1, name: 'Test registered the client Acme Store' }).waitFor();
    await page.getByRole('link', { name: 'Acme Store' }).click();
    await page.getByRole('heading', { level: 1, name: 'Acme Store' }).waitFor();
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.getByText('3 entries').waitFor();
    await window.looksRight('client-activity');
    await page.goto(`${admin.url}/audit/01a20074-f0b3-7da3-9066-000000000000`);
    await page.getByText('No event has this reference').waitFor();
    await window.close([404]);
  });

  it('10 audit log: the export is what the list is narrowed to', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/audit?source=192.0.2.3');
    const { page } = window;
    await page.getByText('5 entries').waitFor();
    for (const [name, lines] of [
      ['CSV, for a spreadsheet', 6],
      ['NDJSON, one event a line', 5],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name }).click();
      const text = await readFile(await (await download).path(), 'utf8');
      expect(text.trim().split('\n').length).toBe(lines);
    }
    await window.close();
  });

  it('10 audit log: it can be followed live, and held still', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/audit?kind=user');
    const { page } = window;
    await page.getByRole('button', { name: 'Follow live' }).click();
    await page.getByText('0 new events').waitFor();
    const live = page.getByRole('table', { name: 'Live' });
    await page.waitForTimeout(1500);
    await audit.record('user.disabled', { actor: ACTOR, subject: 'ghost' });
    await audit.record('consent.denied', { clientId: 'wiki' });
    await page.getByText('1 new event').waitFor();
    await live.getByRole('link', { name: 'Test disabled the user ghost' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await audit.record('user.enabled', { actor: ACTOR, subject: 'ghost' });
    await page.getByText('Paused, 1 new event is waiting').waitFor();
    expect(await live.getByRole('row').count()).toBe(2);
    await window.looksRight('audit-live');
    await page.getByRole('button', { name: 'Go on' }).click();
    await live.getByRole('link', { name: 'Test enabled the user ghost' }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await window.close();
  });

  it('10 audit log: the chain finds a row that was edited in the database', async () => {
    const sealer = server.app.get(AuditSealer, { strict: false });
    const reference = await audit.record('user.created', { actor: ACTOR, subject: 'victim' });
    server.clock.advance(60);
    await sealer.run();
    const window = await AdminWindow.open(browser, admin, 'olga', '/audit');
    const { page } = window;
    await page.getByText(/Sealed up to #\d+, not verified yet/).waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText(/Verified up to #\d+/).waitFor();
    await window.looksRight('audit-verified');
    await server.database.update(AuditEvent, { id: reference }, { actor: 'somebody-else' });
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Somebody changed the log in the database').waitFor();
    await window.looksRight('audit-mismatch');
    await page.getByRole('link', { name: reference }).click();
    await page.getByRole('heading', { level: 1, name: /created the user victim$/ }).waitFor();
    await server.database.update(AuditEvent, { id: reference }, { actor: ACTOR.subject });
    await page.getByRole('link', { name: 'All events' }).click();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText(/Verified up to #\d+/).waitFor();
    await window.close();
  });

  it('10 audit log: a role sees what it may read, and a way to nothing else', async () => {
    const mia = await AdminWindow.open(browser, admin, 'mia', '/audit');
    await mia.page.getByText(/\d+ entries/).waitFor();
    expect(await mia.page.getByRole('button', { name: 'Export' }).count()).toBe(0);
    expect(await mia.page.getByRole('button', { name: 'Verify now' }).count()).toBe(0);
    expect(await mia.page.getByText('Acme Store').count()).toBe(0);
    await mia.close();
    const vera = await AdminWindow.open(browser, admin, 'vera', '/clients');
    expect(await vera.page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    await vera.close();
  });

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 360, 320].map((width) => ({ ...look, width })))))(
    '10 audit log: it fits and is accessible, $colorScheme, $locale, $width px',
    async ({ colorScheme, locale, width }) => {
      const window = await AdminWindow.open(browser, admin, 'olga', '/audit?kind=consent&kind=token', {
        ...{ colorScheme, locale },
        viewport: { width, height: 900 },
      });
      const { page } = window;
      const fits = async (name: string): Promise<void> => {
        // What the mouse happens to be over is half-way to another colour.
        await page.mouse.move(0, 0);
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBe(0);
        await window.looksRight(`${name}-${colorScheme}-${locale}-${width}`);
      };
      const link = page.locator('tbody th a').first();
      await link.waitFor();
      await fits('audit');
      await page.goto(`${admin.url}/audit?event=client.updated`);
      await link.click();
      await page.locator('#changes').waitFor();
      await fits('audit-event');
      await window.close();
    },
  );
});
