import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

/** Every look once; how it fits a narrow screen does not depend on the colours. */
const CELLS = [
  ...LOOKS.map((look) => ({ ...look, width: 1280 })),
  { ...LOOKS[0]!, width: 320 },
  { ...LOOKS[3]!, width: 360 },
];

(HAS_CHROMIUM ? describe : describe.skip)('the page of signing keys', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options: { lifetimes: { session: 86_400 } } }),
      launchChromium(),
    ]);
    admin = await AdminApp.start(server);
    await admin.addMember('kim', 'key_manager');
    await admin.addMember('vera', 'viewer');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  it('14 keys: rotates after a step-up that comes back to the open dialog', async () => {
    const window = await AdminWindow.open(browser, admin, 'kim', '/keys');
    const { page } = window;
    const table = page.getByRole('table', { name: 'Signing keys' });
    await table.getByText('Active').first().waitFor();
    expect(await table.getByRole('row').count()).toBe(5);
    await admin.query('UPDATE admin_session SET proven_at = 0');
    await page.getByRole('button', { name: 'Rotate' }).click();
    let dialog = page.getByRole('dialog', { name: 'Rotate the signing key' });
    await dialog.getByText('Publish', { exact: true }).waitFor();
    await dialog.getByRole('radio', { name: 'A new key' }).check();
    await dialog.getByRole('button', { name: 'Rotate the key' }).click();
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/sign_in/);
    await window.proveAgain('kim');
    await page.waitForURL(`${admin.url}/keys?do=rotate`);
    dialog = page.getByRole('dialog', { name: 'Rotate the signing key' });
    await dialog.getByRole('radio', { name: 'A new key' }).check();
    await dialog.getByRole('button', { name: 'Rotate the key' }).click();
    await page.getByText('The next key signs from').waitFor();
    expect(await table.getByRole('row').count()).toBe(6);
    await window.close([403]);
  });

  it('14 keys: says in words what a retirement does and why a deletion has to wait', async () => {
    const window = await AdminWindow.open(browser, admin, 'kim', '/keys');
    const { page } = window;
    const active = page.getByRole('row').filter({ hasText: 'ES256' }).filter({ hasText: 'Active' });
    await active.getByRole('button', { name: 'Retire now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Retire this key at once?' });
    await dialog.getByText('every process refuses all tokens of this one').waitFor();
    await window.looksRight('keys-retire');
    await dialog.getByRole('button', { name: 'Retire the key' }).click();
    const retired = page.getByRole('row').filter({ hasText: 'Retired' });
    await retired.getByRole('button', { name: 'Delete' }).click();
    const refusal = page.getByRole('dialog', { name: 'This key cannot be deleted yet' });
    await refusal.getByText('may be live until').waitFor();
    await refusal.getByRole('button', { name: 'Close' }).click();
    await active.waitFor();
    // The JWK Set has it no more.
    const { body } = await (
      await admin.signIn('kim')
    ).get<{ items: { kid: string; state: string }[] }>('/api/keys');
    const text = await page.getByLabel('JWK Set').last().innerText();
    for (const { kid, state } of body.items) expect(text.includes(kid)).toBe(state !== 'retired');
    await window.close();
  });

  it('14 keys: a viewer sees them and no buttons', async () => {
    const window = await AdminWindow.open(browser, admin, 'vera', '/keys');
    await window.page.getByRole('table', { name: 'Signing keys' }).getByText('Active').first().waitFor();
    expect(await window.page.getByRole('button', { name: /Rotate|Retire|Delete/ }).count()).toBe(0);
    await window.close();
  });

  it.each(fewOf(CELLS))(
    'looks right, $colorScheme, $locale, $width px',
    async ({ colorScheme, locale, width }) => {
      const options = { colorScheme, locale, viewport: { width, height: 900 } };
      const window = await AdminWindow.open(browser, admin, 'kim', '/keys', options);
      const { page } = window;
      const name = `${colorScheme}-${locale}-${width}`;
      await page.getByRole('table').getByText('ES256').filter({ visible: true }).first().waitFor();
      await window.looksRight(`keys-${name}`);
      await page.goto(`${admin.url}/keys?do=rotate`);
      await page.getByRole('dialog').waitFor();
      await window.looksRight(`keys-rotate-${name}`);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      ).toBe(0);
      await window.close();
    },
    30_000,
  );
});
