import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { authorizeUrl, signIn } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

/** Every look once; how it fits a narrow screen does not depend on the colours. */
const CELLS = [
  ...LOOKS.map((look) => ({ ...look, width: 1280 })),
  { ...LOOKS[0]!, width: 320 },
  { ...LOOKS[3]!, width: 360 },
];

(HAS_CHROMIUM ? describe : describe.skip)('the pages of scopes and resources', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({
        database: 'sqlite',
        options: { scopes: { 'orders:read': { title: 'See your orders' } } },
      }),
      launchChromium(),
    ]);
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

  it('4 scopes: what the editor shows beside a scope is what users read on the consent page', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/scopes');
    const { page } = window;
    await page.getByRole('link', { name: 'New scope' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('invoices:read');
    const [english, chinese] = [
      page.getByRole('group', { name: 'English' }),
      page.getByRole('group', { name: 'Simplified Chinese' }),
    ];
    await english.getByRole('textbox', { name: 'Title' }).fill('Read your invoices');
    await english.getByRole('textbox', { name: 'Sentence below it' }).fill('Of the last ten years.');
    const preview = page.getByRole('region', { name: 'On the consent page' });
    await preview.getByText('not written yet, so users read the English text').waitFor();
    await chinese.getByRole('textbox', { name: 'Title' }).fill('查看您的发票');
    await page.getByRole('switch', { name: 'Sensitive' }).check();
    const lines = preview.getByRole('figure');
    const shown = await lines.allInnerTexts();
    await page.getByRole('button', { name: 'Create scope' }).click();
    await page.getByRole('link', { name: 'invoices:read' }).waitFor();

    const client = await server.register({ scopes: ['openid', 'invoices:read'] });
    for (const [at, language] of ['en', 'zh-CN'].entries()) {
      const address = authorizeUrl(server, client, pkce(), {
        scope: 'openid invoices:read',
        ui_locales: language,
      });
      const visitor = new Visitor();
      const { html } = await signIn(visitor, await visitor.visit(address));
      const item = html.split('<li class="scope">').find((each) => each.includes('scope.invoices:read'))!;
      const line = item
        .split('</li>')[0]!
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      expect(shown[at]!.replace(/\s+/g, ' ')).toContain(line);
    }

    await page.getByRole('link', { name: 'invoices:read' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete the scope invoices:read?' });
    // Counts over all clients are some seconds behind; what is refused is decided by the clients themselves.
    for (let i = 0; i < 20; i++) {
      await page.getByRole('button', { name: 'Delete scope' }).click();
      const used = dialog.getByText('One client has it on its list');
      const isSaid = await used.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
      if (isSaid) break;
      await page.reload();
    }
    expect(await dialog.getByRole('button', { name: 'Delete scope' }).isDisabled()).toBe(true);
    await window.looksRight('scope-delete');
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Delete scope' }).click();
    await page.getByText('The scope invoices:read is deleted').waitFor();
    await window.close();
  }, 120_000);

  it('4 scopes: two editors at once, and the second one is told', async () => {
    const olga = await admin.signIn('olga');
    const title = { en: 'Read your mail', 'zh-CN': '' };
    await olga.post('/api/scopes', { name: 'mail:read', title });
    const window = await AdminWindow.open(browser, admin, 'olga', '/scopes/edit/mail%3Aread');
    const { page } = window;
    await page.getByRole('group', { name: 'English' }).getByRole('textbox', { name: 'Title' }).fill('Mine');
    await olga.call('PATCH', '/api/scopes/mail%3Aread', { sensitive: true }, { 'if-match': '"1"' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has changed this in the meantime.').waitFor();
    await window.close([412]);
  });

  it('4 scopes: resources are written with their scopes', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/scopes');
    const { page } = window;
    await page.getByRole('tab', { name: 'Resources (APIs)' }).click();
    await page.getByText('No resources yet').waitFor();
    await page.getByRole('link', { name: 'New resource' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Orders');
    await page.getByRole('textbox', { name: 'Identifier' }).fill('orders');
    await page.getByRole('button', { name: 'Create resource' }).click();
    await page.getByText('Write an https, http or urn URI').waitFor();
    await page.getByRole('textbox', { name: 'Identifier' }).fill('https://orders.example');
    await page.getByRole('checkbox', { name: 'orders:read' }).check();
    await page.getByRole('button', { name: 'Create resource' }).click();
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'orders:read' }).isChecked()).toBe(true);
    await window.close([400]);
  });

  it('4 scopes: a viewer reads them and edits nothing', async () => {
    const window = await AdminWindow.open(browser, admin, 'vera', '/scopes');
    const { page } = window;
    await page.getByRole('link', { name: 'mail:read' }).click();
    await page.getByRole('heading', { level: 1, name: 'mail:read' }).waitFor();
    expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
    await window.close();
  });

  it.each(fewOf(CELLS))(
    'looks right, $colorScheme, $locale, $width px',
    async ({ colorScheme, locale, width }) => {
      const options = { colorScheme, locale, viewport: { width, height: 900 } };
      const window = await AdminWindow.open(browser, admin, 'olga', '/scopes', options);
      const { page } = window;
      const name = `${colorScheme}-${locale}-${width}`;
      const pages = {
        scopes: '/scopes',
        scope: '/scopes/edit/mail%3Aread',
        'scope-built-in': '/scopes/edit/email',
        'scope-new': '/scopes/new',
        resources: '/resources',
        'resource-new': '/resources/new',
      };
      for (const [file, path] of Object.entries(pages)) {
        await page.goto(admin.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await window.quiet();
        await window.looksRight(`${file}-${name}`);
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBe(0);
      }
      await window.close();
    },
    60_000,
  );
});
