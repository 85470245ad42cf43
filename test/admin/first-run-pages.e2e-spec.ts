import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { eventually } from '../support/eventually.js';
import { PASSWORD, TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { LOOKS } from './admin-window.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

withBrowser('the page behind the setup link', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;
  let link: string;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ database: 'sqlite' }), launchChromium()]);
    admin = await AdminApp.start(server);
    const found = await eventually(
      async () => /http\S+\/setup\?token=[\w-]+/.exec(admin.printed),
      (match) => match !== null,
    );
    link = found![0];
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  it.each(fewOf(LOOKS.flatMap((look) => [1280, 320].map((width) => ({ ...look, width })))))(
    '19 accessibility: in $colorScheme, $locale, $width px',
    async ({ colorScheme, locale, width }) => {
      const window = await Window.open(browser, { colorScheme, locale, viewport: { width, height: 900 } });
      await window.page.goto(link);
      await window.page.locator('#create').waitFor();
      await window.picture(`admin-setup-${colorScheme}-${locale}-${width}`);
      expect(await window.violations()).toEqual([]);
      expect(window.troubles).toEqual([]);
      await window.close();
    },
  );

  it('17 first run: makes the first owner without script, who then signs in', async () => {
    const window = await Window.open(browser, { locale: 'en', javaScriptEnabled: false });
    const { page } = window;
    await page.goto(link);
    await page.getByLabel('User name').fill('grace');
    await page.getByLabel('Your name').fill('Grace Hopper');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password again').fill('something else');
    await page.getByRole('button', { name: 'Create the owner' }).click();
    await page.getByText('The two passwords differ.').waitFor();
    expect(await page.getByLabel('User name').inputValue()).toBe('grace');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create the owner' }).click();
    await page.getByRole('heading', { name: 'You are the owner' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.locator('[name=username]').fill('grace');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('button[value=sign_in]').click();
    await page.waitForURL((url) => url.href.startsWith(admin.url));
    await page.goto(link);
    await page.getByRole('heading', { name: 'This admin app has an owner' }).waitFor();
    await window.close();
  });
});
