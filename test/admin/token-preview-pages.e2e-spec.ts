import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { eventually } from '../support/eventually.js';
import { obtainTokens } from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

const API = 'https://orders.example';
const SCOPE = 'openid profile email offline_access';

describe('6 token preview, in a browser', () => {
  let chromium: Browser;
  let server: TestServer;
  let admin: AdminApp;
  let web: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({
      database: 'sqlite',
      options: { console: { clientId: 'portcullis-admin' }, lifetimes: { accessToken: 300 } },
    });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await server.addUser('alice', { nickname: 'Al' });
    web = await server.register({
      clientId: 'acme-wiki',
      name: 'Acme Wiki',
      scopes: [...SCOPE.split(' '), 'phone'],
      audiences: [API, 'https://stock.example'],
    });
    chromium = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await chromium.close();
    await admin.close();
    await server.close();
  });

  it('6 token preview: deep-equals a really issued token, and names the origin of each claim', async () => {
    const window = await AdminWindow.open(chromium, admin, 'olga', '/token-preview');
    const { page } = window;
    await page.getByRole('combobox', { name: 'Client' }).fill('wiki');
    await page.getByRole('option', { name: 'Acme Wiki (acme-wiki)' }).click();
    await page.getByRole('textbox', { name: 'User' }).fill('alice');
    await page.getByRole('checkbox', { name: 'phone' }).uncheck();
    await page.getByRole('button', { name: 'Preview' }).click();

    const issued = await obtainTokens(server, web, { scope: SCOPE });
    const headers = { authorization: `Bearer ${issued.access_token}` };
    const userinfo = (await (await fetch(server.url('userinfo'), { headers })).json()) as object;
    const shown = async (name: string): Promise<Record<string, unknown>> => {
      const rows = page.getByRole('table', { name }).locator('tbody tr');
      await rows.first().waitFor();
      const texts = await rows.evaluateAll((all) =>
        all.map((row) => [
          row.querySelector('th')!.textContent,
          row.querySelector('td .mono')!.textContent,
          String(row.querySelector('td')!.textContent?.includes('each token has its own')),
        ]),
      );
      return Object.fromEntries(
        texts.map(([claim, value, varies]) => [claim, varies === 'true' ? '*' : value]),
      );
    };
    const text = (claims: object, ...varying: string[]): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(claims).map(([name, value]) => [
          name,
          varying.includes(name) ? '*' : typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      );
    const moments = ['iat', 'exp', 'auth_time'];
    expect(await shown('Access token')).toEqual(
      text(readJwt(issued.access_token).claims, 'jti', 'grant_id', ...moments),
    );
    expect(await shown('ID token')).toEqual(
      text(readJwt(issued.id_token).claims, 'at_hash', 'sid', ...moments),
    );
    expect(await shown('User info')).toEqual(text(userinfo));
    await page
      .getByRole('row', { name: /^nickname Al user attribute, released by the scope profile$/ })
      .waitFor();
    await page.getByText('valid for 5 minutes').waitFor();
    const absent = page.getByRole('list', { name: 'User info: Not in it' });
    await absent.getByText('phone_number', { exact: true }).waitFor({ state: 'detached' });
    await absent.getByText('the user has no value for it').first().waitFor();

    // What was asked is the address: a reload, or a colleague with the link, sees the same.
    await page.reload();
    expect(await shown('User info')).toEqual(text(userinfo));
    await window.close();
  }, 120_000);

  it('6 token preview: says why there would be nothing', async () => {
    const address = '/token-preview?client=acme-wiki&user=nobody&scope=openid&shown=1';
    const window = await AdminWindow.open(chromium, admin, 'olga', address);
    await window.page.getByText('Nobody has this user name or subject.').waitFor();
    await window.page.getByRole('textbox', { name: 'User' }).fill('');
    await window.page.getByRole('button', { name: 'Preview' }).click();
    await window.page.getByText('Write whom it is for.').waitFor();
    await window.close([400]);
  }, 120_000);

  it.each(fewOf(LOOKS))(
    '6 token preview: looks right in $colorScheme and $locale',
    async ({ colorScheme, locale }) => {
      const address = '/token-preview?client=acme-wiki&user=alice&scope=openid+profile&shown=1';
      const window = await AdminWindow.open(chromium, admin, 'olga', address, { colorScheme, locale });
      await window.page.locator('table').first().waitFor();
      await window.looksRight(`token-preview-${colorScheme}-${locale}`);
      await window.page.setViewportSize({ width: 320, height: 720 });
      await fitsInto(window, 320);
      await window.looksRight(`token-preview-320-${colorScheme}-${locale}`);
      await window.close();
    },
    60_000,
  );

  it.each(fewOf(LOOKS))(
    'settings: look right in $colorScheme and $locale',
    async ({ colorScheme, locale }) => {
      const window = await AdminWindow.open(chromium, admin, 'olga', '/settings', { colorScheme, locale });
      await window.page.locator('table').first().waitFor();
      await window.looksRight(`settings-${colorScheme}-${locale}`);
      await window.page.setViewportSize({ width: 320, height: 720 });
      await fitsInto(window, 320);
      await window.close();
    },
    60_000,
  );

  it('settings: show each value with its source', async () => {
    const window = await AdminWindow.open(chromium, admin, 'olga', '/settings');
    const { page } = window;
    await page.getByRole('row', { name: 'lifetimes.accessToken 5 minutes the host’s code' }).waitFor();
    await page.getByRole('row', { name: 'lifetimes.idToken 10 minutes default' }).waitFor();
    await page.getByRole('row', { name: `ADMIN_URL ${admin.url} environment variable ADMIN_URL` }).waitFor();
    await window.close();
  }, 120_000);
});

/** The navigation slides away first. */
async function fitsInto({ page }: AdminWindow, pixels: number): Promise<void> {
  const width = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  await eventually(width, (each) => each === pixels);
}
