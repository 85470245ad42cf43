import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADMIN_ROLES } from '../../apps/admin/src/access/roles.js';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

withBrowser('the pages about admins and roles', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options: { console: { clientId: 'portcullis-admin' } } }),
      launchChromium(),
    ]);
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await server.addUser('edna', { name: 'Edna Mode' });
    await server.register({ clientId: 'capes', name: 'Capes' });
    await server.register({ clientId: 'boots', name: 'Boots' });
    for (const role of ADMIN_ROLES) await admin.addMember(`a-${role}`, role);
    await admin.addMember('limited', 'client_manager', ['boots']);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  it('15 admin roles: an owner adds a client manager for one client, widens the role and removes them', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/members');
    const { page } = window;
    await page.getByRole('link', { name: 'Add an admin' }).click();
    await page.getByRole('combobox', { name: 'User' }).fill('edn');
    await page.getByRole('option', { name: 'Edna Mode (edna)' }).click();
    await page.getByRole('radio', { name: 'Client manager' }).check();
    await page.getByRole('switch', { name: 'Limited to single clients' }).click();
    await page.getByRole('combobox', { name: 'Clients' }).fill('Cap');
    await page.getByRole('option', { name: 'Capes (capes)' }).click();
    await page.keyboard.press('Escape');
    await window.looksRight('members-new');
    await page.getByRole('button', { name: 'Add an admin' }).click();

    await page.getByRole('heading', { level: 1, name: 'Admins and roles' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'Edna Mode' });
    await row.getByText('1 client', { exact: true }).waitFor();
    await row.getByText('Owner olga').waitFor();
    await row.getByRole('link', { name: 'Edna Mode' }).click();

    await page.getByRole('radio', { name: 'Auditor' }).check();
    await page.getByRole('button', { name: 'Save role' }).click();
    await page.getByText('Edna Mode has the new role from now on.').waitFor();
    await page.getByRole('button', { name: 'Remove admin' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove admin' }).click();
    await page.getByText('Edna Mode may no longer use the admin app.').waitFor();
    // The list is loaded anew by then, or soon after.
    await row.waitFor({ state: 'detached' });
    await window.close();
  });

  it('16 admin sign-in: whoever signed in long ago proves that it is them, and comes back to the form as it was', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/members/new');
    const { page } = window;
    await admin.query('UPDATE admin_session SET proven_at = 1');
    await page.getByRole('combobox', { name: 'User' }).fill('edna');
    await page.getByRole('option', { name: 'Edna Mode (edna)' }).click();
    await page.getByRole('radio', { name: 'User support' }).check();
    await page.getByRole('button', { name: 'Add an admin' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Prove that it is you' });
    await alert.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.href.startsWith(server.issuer));
    await window.proveAgain('olga');
    await page.waitForURL((url) => url.href.startsWith(`${admin.url}/members/new?`));
    expect(await page.getByRole('radio', { name: 'User support' }).isChecked()).toBe(true);
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[role=combobox]')?.value === 'Edna Mode (edna)',
    );
    await page.getByRole('button', { name: 'Add an admin' }).click();
    await page.getByText('Edna Mode may use the admin app now.').waitFor();
    await window.close([403]);
  });

  it('15 admin roles: the last owner is told why they stay', async () => {
    await admin.query("UPDATE admin_member SET role = 'viewer' WHERE name = 'owner a-owner'");
    const window = await AdminWindow.open(browser, admin, 'olga', '/members?role=owner');
    const { page } = window;
    await page.getByRole('link', { name: 'Owner olga' }).click();
    await page.getByText('This is you.').waitFor();
    await page.getByRole('radio', { name: 'Viewer' }).check();
    await page.getByRole('button', { name: 'Save role' }).click();
    await page.getByText('This is the last owner.').waitFor();
    await admin.query("UPDATE admin_member SET role = 'owner' WHERE name = 'owner a-owner'");
    await window.close([409]);
  });

  it.each([
    ...ADMIN_ROLES.map((role) => [role, `a-${role}`] as const),
    ['a limited client manager', 'limited'] as const,
  ])(
    '15 admin roles: %s sees the pages that the API permits, and no others',
    async (_, username) => {
      const owner = await AdminWindow.open(browser, admin, 'olga', '/clients');
      const everything = await linksOf(owner);
      await owner.close();

      const window = await AdminWindow.open(browser, admin, username, '/clients');
      const { page } = window;
      const seen = await linksOf(window);
      const permissions = await page.evaluate(
        async () => ((await (await fetch('/api/session')).json()) as { permissions: object }).permissions,
      );
      for (const path of everything) {
        await page.goto(admin.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await window.quiet();
        const gate = page.getByText(/^It takes the permission [a-z_.]+\./);
        if (seen.includes(path)) expect(await gate.count()).toBe(0);
        else {
          const needed = /permission ([a-z_.]+)\./.exec(await gate.innerText())![1]!;
          expect(Object.keys(permissions)).not.toContain(needed);
        }
      }
      // A page that shows what the API refuses leaves a 403 in the console, which fails here.
      await window.close();
    },
    60_000,
  );

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 360].map((width) => ({ ...look, width })))))(
    '19 accessibility: in $colorScheme, $locale, $width px',
    async ({ colorScheme, locale, width }) => {
      const options = { colorScheme, locale, viewport: { width, height: 900 } };
      const window = await AdminWindow.open(browser, admin, 'olga', '/members', options);
      const { page } = window;
      const look = `${colorScheme}-${locale}-${width}`;
      await page.getByRole('table').waitFor();
      await page.getByRole('row').nth(3).waitFor();
      await window.looksRight(`members-${look}`);
      await page.getByRole('link', { name: 'client_manager limited' }).click();
      await page.getByRole('radio').first().waitFor();
      await window.looksRight(`member-${look}`);
      await window.close();
    },
    60_000,
  );
});

async function linksOf({ page }: AdminWindow): Promise<string[]> {
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  const links = await navigation.getByRole('link').all();
  return Promise.all(links.map(async (link) => (await link.getAttribute('href'))!));
}
