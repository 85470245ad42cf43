import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, Client } from '@portcullis/oauth';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

withBrowser('the checks in a browser', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database: 'sqlite' }), launchChromium()]);
    // Found by the first look through everything.
    await server.register({
      clientId: 'careless',
      name: 'Careless Wiki',
      owner: 'Wiki team',
      requirePkce: false,
    });
    // Whoever has just registered one is still writing its terms down.
    await server.database.update(Client, { clientId: 'careless' }, { createdAt: Date.now() - 3_600_000 });
    await server.register({
      clientId: 'sloppy',
      name: 'Sloppy Travel',
      accessTokenSeconds: 43_200,
      requirePkce: false,
      firstParty: true,
      owner: 'Travel team',
    });
    const { clientId } = await server.register({
      name: 'Imported Shop',
      owner: 'Shop team',
      tosUri: 'https://shop.example/terms',
    });
    await server.database.update(
      Client,
      { clientId },
      {
        redirectUris: ['https://*.shop.example/cb', 'https://shop.example/cb'],
      },
    );
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await admin.addMember('vera', 'viewer');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  it('8 linter: a bad client shows on Checks and on its own page, Fix corrects it, and the audit log has the difference', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/checks');
    const { page } = window;
    const row = page.getByRole('row', { name: /PKCE is not required.*Careless Wiki/ });
    await row.getByRole('link', { name: 'Careless Wiki' }).click();
    await page.getByRole('heading', { level: 1, name: 'Careless Wiki' }).waitFor();
    await page.getByRole('tab', { name: 'Issues 2 open issues' }).click();
    await page.waitForURL('**/clients/careless/issues');
    await page.getByRole('button', { name: 'Fix: PKCE is not required – Careless Wiki' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fix this issue?' });
    await dialog.getByText('PKCE (S256) will be required.').waitFor();
    await window.looksRight('checks-fix');
    await dialog.getByRole('button', { name: 'Fix' }).click();
    await page.getByText('The issue is fixed.').waitFor();
    await page.getByRole('tab', { name: 'Issues 1 open issue' }).waitFor();
    const [event] = await server.database.findMany(AuditEvent, {
      event: 'client.updated',
      clientId: 'careless',
    });
    expect(event!.data).toEqual({ before: { requirePkce: false }, after: { requirePkce: true } });
    await page.goto(`${admin.url}/checks?rule=pkce_missing`);
    await page.getByRole('row', { name: /Sloppy Travel/ }).waitFor();
    expect(await page.getByRole('row', { name: /Careless Wiki/ }).count()).toBe(0);
    await window.close();
  });

  it('8 linter: mute needs a reason, and can be taken back', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/checks?rule=no_terms');
    const { page } = window;
    await page.getByRole('button', { name: /^Mute: Third party .* Careless Wiki$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Mute this issue?' });
    await dialog.getByRole('button', { name: 'Mute' }).click();
    await dialog.getByText('Say why.').waitFor();
    await window.looksRight('checks-mute');
    await dialog.getByRole('textbox', { name: 'Why is it all right?' }).fill('Only our own people use it.');
    await dialog.getByRole('button', { name: 'Mute' }).click();
    await page.getByText('The issue is muted.').waitFor();
    await page.getByRole('row', { name: /Careless Wiki/ }).waitFor({ state: 'detached' });
    const [event] = await server.database.findMany(AuditEvent, { event: 'check.muted' });
    expect(event!.data).toMatchObject({ rule: 'no_terms', reason: 'Only our own people use it.' });

    await page.getByRole('button', { name: 'State' }).click();
    // Its state is in the address, and so changes a moment after the click.
    await page.getByRole('checkbox', { name: 'Muted' }).click();
    const row = page.getByRole('row', { name: /Careless Wiki/ });
    await row.getByText(/Muted by .*olga.* Only our own people use it\./).waitFor();
    await page.keyboard.press('Escape');
    await row.getByRole('button', { name: /^Unmute/ }).click();
    await page.getByText('The issue is open again.').waitFor();
    await window.close();
  });

  it('8 linter: whoever may not edit sees the issues and no button', async () => {
    const window = await AdminWindow.open(browser, admin, 'vera', '/checks');
    const { page } = window;
    await page.getByRole('row', { name: /PKCE is not required.*Sloppy Travel/ }).waitFor();
    expect(await page.getByRole('button', { name: /Fix|Mute|Check again/ }).count()).toBe(0);
    await window.close();
  });

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 360, 320].map((width) => ({ ...look, width })))))(
    '8 linter: looks right, $colorScheme, $locale, $width',
    async ({ colorScheme, locale, width }) => {
      const window = await AdminWindow.open(browser, admin, 'olga', '/checks', {
        colorScheme,
        locale,
        viewport: { width, height: 900 },
      });
      await window.page.getByRole('row').nth(3).waitFor();
      await window.looksRight(`checks-${colorScheme}-${locale}-${width}`);
      await window.page.goto(`${admin.url}/clients/sloppy/issues`);
      await window.page.getByRole('row').nth(2).waitFor();
      await window.looksRight(`client-issues-${colorScheme}-${locale}-${width}`);
      await window.close();
    },
  );
});
