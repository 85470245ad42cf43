import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { fewOf } from '../support/depth.js';
import { eventually } from '../support/eventually.js';
import { readJwt } from '../support/jwt.js';
import { ACTOR, TestServer } from '../support/test-server.js';
import { allowOnEveryPage } from '../interop/user.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow, LOOKS } from './admin-window.js';

const run = promisify(execFile);

describe('7 playground, in a browser', () => {
  let chromium: Browser;
  let server: TestServer;
  let admin: AdminApp;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    admin = await AdminApp.start(server, { PLAYGROUND: 'on' });
    await admin.addOwner('olga');
    await server.addUser('alice');
    chromium = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await chromium.close();
    await admin.close();
    await server.close();
  });

  const open = (path = '/playground', options = {}): Promise<AdminWindow> =>
    AdminWindow.open(chromium, admin, 'olga', path, { locale: 'en', ...options });
  const text = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const act = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const start = async (page: Page, flow: string): Promise<void> => {
    await page.getByRole('radio', { name: flow }).check();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
  };

  /** What the button copies, run in a shell that has the secret. */
  const shell = async (page: Page, step: string): Promise<Record<string, unknown>> => {
    const exchange = page.getByRole('listitem').filter({ has: text(page, `${step}: what was sent`) });
    await exchange.getByRole('button', { name: 'Copy as curl' }).click();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    const { value } = await server.registry.addSecret(
      'portcullis-playground',
      { name: 'Shell', expiresAt: null },
      ACTOR,
    );
    expect(command).not.toContain(value.slice(0, 8));
    const { stdout } = await run('sh', ['-c', command], {
      env: { PATH: process.env['PATH'], CLIENT_SECRET: value },
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it('7 playground: code and PKCE, there and back, then introspect, refresh, replay: the family is revoked', async () => {
    const window = await open();
    const { page } = window;
    await start(page, 'Authorization code with PKCE');
    // Olga is signed in there, so only her consent is asked for.
    await page.waitForURL(/\/oauth\/confirm_access/);
    await page.locator('button[value=allow]').click();
    await page.waitForURL(new RegExp(`^${admin.url}/playground/[\\w-]{22}$`));

    const sent = await text(page, 'Token request: what was sent').innerText();
    expect(sent).toContain(`POST ${server.url('token')}`);
    expect(sent).toContain('Authorization: Basic ••••••');
    expect(sent).toMatch(/code_verifier = [\w-]{43}/);
    const answer = await text(page, 'Token request: what came back').innerText();
    expect(answer).toMatch(/^HTTP 200\n/);
    const { access_token: token } = JSON.parse(answer.slice(answer.indexOf('{'))) as { access_token: string };
    await page.getByText('Authorization request', { exact: true }).click();
    expect(await text(page, 'Authorization request: what was sent').innerText()).toMatch(
      /code_challenge_method = S256/,
    );
    const shown = JSON.parse(await text(page, 'Access token: claims').innerText()) as object;
    expect(shown).toEqual(readJwt(token).claims);
    expect(await page.getByText('Signature verified').count()).toBe(2);

    await act(page, 'Introspect');
    await page.getByText('active', { exact: true }).waitFor();
    await act(page, 'Ask userinfo');
    await text(page, 'Userinfo: what came back').getByText('Owner olga').waitFor();
    await act(page, 'Refresh');
    await text(page, 'Refresh: what came back').getByText('HTTP 200').waitFor();
    await act(page, 'Replay the old refresh token');
    await page.getByText('Within the grace window: the last answer again').waitFor();
    server.clock.advance(31);
    await act(page, 'Replay the old refresh token');
    await page.getByText('Refused: the whole family is revoked now').waitFor();
    await act(page, 'Introspect');
    await page.getByText('not active', { exact: true }).waitFor();
    await act(page, 'Refresh');
    await text(page, 'Refresh: what came back').last().getByText('invalid_grant').waitFor();
    await window.looksRight('playground-run');
    await window.close();
  }, 120_000);

  it('7 playground: client credentials; the copied curl works', async () => {
    const window = await open('/playground', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = window;
    await start(page, 'Client credentials');
    await text(page, 'Token request: what came back').getByText('HTTP 200').waitFor();
    expect(await shell(page, 'Token request')).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    await act(page, 'Introspect');
    await page.getByText('active', { exact: true }).waitFor();
    expect(await shell(page, 'Introspection')).toMatchObject({
      active: true,
      client_id: 'portcullis-playground',
    });
    await act(page, 'Revoke');
    await text(page, 'Revocation: what came back').getByText('HTTP 200').waitFor();
    await act(page, 'Introspect');
    await page.getByText('not active', { exact: true }).waitFor();
    await window.close();
  }, 120_000);

  it('7 playground: a device, whose page polls until somebody has decided', async () => {
    const window = await open();
    const { page } = window;
    await start(page, 'Device');
    await page.getByText('Waiting for your decision…').waitFor();
    await window.looksRight('playground-device');
    const link = page.getByRole('link', { name: server.url('device') });
    await allowOnEveryPage((await link.getAttribute('href'))!);
    await page.getByText('Signature verified').first().waitFor({ timeout: 15_000 });
    await text(page, 'Token request of the device: what came back').getByText('HTTP 200').waitFor();
    await window.close();
  }, 120_000);

  it('7 playground: a JWT is taken apart in the page, and nothing of it is sent', async () => {
    const window = await open();
    const { page } = window;
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256', typ: 'JWT' })}.${part({ sub: '艾达', exp: 4102444800 })}.c2ln`;
    await page.getByRole('textbox', { name: 'Token' }).fill(token);
    await text(page, 'Token: claims').getByText('艾达').waitFor();
    await page.getByText(/^It is valid until/).waitFor();
    await page.getByRole('textbox', { name: 'Token' }).fill('nonsense');
    await page.getByText('This is no JWT', { exact: false }).waitFor();
    expect(requests).toEqual([]);
    await window.close();
  }, 120_000);

  it('7 playground: a refusal of the user comes back as an answer too', async () => {
    await admin.addMember('otto', 'client_manager', ['nothing']);
    const window = await AdminWindow.open(chromium, admin, 'otto', '/playground');
    const { page } = window;
    await start(page, 'Authorization code with PKCE');
    await page.waitForURL(/\/oauth\/confirm_access/);
    await page.locator('button[value=deny]').click();
    await page.waitForURL(new RegExp(`^${admin.url}/playground/`));
    await text(page, 'Authorization response: what was sent').getByText('error = access_denied').waitFor();
    expect(await page.getByRole('button', { name: 'Refresh' }).count()).toBe(0);
    await window.close();
  }, 120_000);

  it.each(fewOf(LOOKS))(
    '7 playground: looks right in $colorScheme and $locale',
    async ({ colorScheme, locale }) => {
      const window = await open('/playground', { colorScheme, locale });
      await window.page.getByRole('radio').first().waitFor();
      await window.looksRight(`playground-${colorScheme}-${locale}`);
      await window.page.locator('form button[type=submit]').waitFor();
      await window.page.getByRole('radio').last().check();
      await window.page.locator('form button[type=submit]').click();
      await window.page.locator('details').first().waitFor();
      await window.looksRight(`playground-run-${colorScheme}-${locale}`);
      await window.page.setViewportSize({ width: 320, height: 720 });
      const width = (): Promise<number> => window.page.evaluate(() => document.documentElement.scrollWidth);
      await eventually(width, (pixels) => pixels === 320);
      await window.looksRight(`playground-run-320-${colorScheme}-${locale}`);
      await window.close();
    },
    60_000,
  );
});
