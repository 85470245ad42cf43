import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { IS_FULL } from '../support/depth.js';
import { authorizeUrl, obtainTokens } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow } from './admin-window.js';
import { markMessages, unmarkedWords } from './pseudo-locale.js';
import { referenceOf } from './reference-of.js';
import { SiteMap } from './site-map.js';

type Language = 'en' | 'zh-CN';

/** Every page in each language and scheme; the narrow widths by pairs. */
const EVERY_CELL = [
  { language: 'en', scheme: 'light', width: 1280, audited: true },
  { language: 'en', scheme: 'dark', width: 1280, audited: true },
  { language: 'en', scheme: 'dark', width: 320, audited: true },
  { language: 'en', scheme: 'light', width: 360, audited: false },
  { language: 'zh-CN', scheme: 'light', width: 1280, audited: true },
  { language: 'zh-CN', scheme: 'dark', width: 1280, audited: true },
  { language: 'zh-CN', scheme: 'light', width: 320, audited: false },
  { language: 'zh-CN', scheme: 'dark', width: 360, audited: false },
] as const;
/** Each language, each scheme, the widest and the narrowest. */
const FEW_CELLS = [EVERY_CELL[0], { language: 'zh-CN', scheme: 'dark', width: 320, audited: true }] as const;
const CELLS = IS_FULL ? EVERY_CELL : FEW_CELLS;

(HAS_CHROMIUM ? describe : describe.skip)('how every page of the admin app looks', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;
  let reference: string;
  let wiki: RegisteredClient;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({ database: 'sqlite', options: { console: { clientId: 'portcullis-admin' } } }),
      launchChromium(),
    ]);
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    // Names that no message could be taken for.
    await admin.query("UPDATE admin_member SET name = '奥尔加'");
    await server.addUser('alice', { name: '爱丽丝' });
    wiki = await server.register({ name: '维基', scopes: ['openid', 'profile', 'offline_access'] });
    await server.register({ name: '单页', tokenEndpointAuthMethod: 'none' });
    for (let i = 0; i < 25; i++) await server.register({ name: `样本 ${i}` });
    await obtainTokens(server, wiki);
    reference = await referenceOf(
      authorizeUrl(server, wiki, pkce(), { redirect_uri: 'https://client.example/cb/' }),
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  /** The map with what only a search finds. */
  function siteMap(page: Page): SiteMap {
    const pages = new SiteMap(page);
    const found = [`/references?reference=${reference}`, `/clients/${wiki.clientId}`];
    for (const address of ['/', '/clients', '/account', '/clients/new', ...found]) pages.add(address);
    return pages;
  }

  async function open(page: Page, address: string): Promise<void> {
    await page.goto(admin.url + address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
  }

  it('19 20 21 every page, in each scheme and language, wide and narrow', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/clients', { locale: 'en' });
    const { page } = window;
    const problems: string[] = [];
    const visited: string[] = [];
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== 'data:' && protocol !== 'blob:' && host !== new URL(admin.url).host)
        problems.push(`a request to ${host} from ${page.url()}`);
    });
    const pages = siteMap(page);
    for (const [name, address] of pages) {
      visited.push(name);
      let shown: Language | undefined;
      for (const { language, scheme, width, audited } of CELLS) {
        const cell = `${name}-${language}-${scheme}-${width}`;
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        if (shown !== language) {
          await page.evaluate((code) => localStorage.setItem('portcullis-admin-language', code), language);
          await open(page, address);
          if (shown === undefined) await pages.explore().then(() => settled(page));
          shown = language;
          const lang = await page.locator('html').getAttribute('lang');
          if (lang !== language) problems.push(`${cell}: the page is in ${lang}`);
        }
        await page.waitForFunction(
          (wanted) => document.documentElement.getAttribute('data-mantine-color-scheme') === wanted,
          scheme,
        );
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
        problems.push(...(await tooWide(page)).map((what) => `${cell}: ${what} is too wide`));
        if (audited)
          problems.push(...(await window.violations()).map((violation) => `${cell}: ${violation}`));
        await window.picture(`looks-${cell}`);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ forcedColors: 'active', colorScheme: 'light' });
      await window.picture(`looks-${name}-forced-colors`);
      await page.emulateMedia({ forcedColors: null });
      problems.push(...window.takeTroubles().map((trouble) => `${name}: ${trouble}`));
    }
    expect(problems).toEqual([]);
    expect(visited).toEqual(
      expect.arrayContaining(['clients', 'clients-new', 'clients-id', 'account', 'references']),
    );
    await window.close();
  }, 600_000);

  it('20 no text stands outside the messages', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/clients', { locale: 'en' });
    const { page } = window;
    await markMessages(page);
    const problems: string[] = [];
    const pages = siteMap(page);
    for (const [name, address] of pages) {
      await open(page, address);
      await pages.explore().then(() => settled(page));
      // The heading of a single client, user, member or scope is its name.
      if (!(await page.innerText('h1')).includes('⟦') && !/-id\b/.test(name))
        problems.push(`${name}: the heading is not marked`);
      const words = await unmarkedWords(page);
      if (words.length > 0) problems.push(`${name}: ${words.join(', ')}`);
      if (name === 'clients') await window.picture('looks-pseudo-locale');
    }
    expect(problems).toEqual([]);
    await window.close();
  }, 300_000);

  it('19 with forced colors one sees what is on, and which tab is open', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/account', { locale: 'en' });
    const { page } = window;
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    const styleOf = (selector: string, property: string): Promise<string> =>
      page
        .locator(`main ${selector}`)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    await page.getByRole('radio').first().waitFor();
    const [chosen, other] = ['input[type=radio]:checked', 'input[type=radio]:not(:checked)'];
    expect(await styleOf(chosen, 'background-color')).not.toBe(await styleOf(other, 'background-color'));
    const track = 'input[role=switch] + *';
    const on = await styleOf(track, 'background-color');
    await page.getByRole('switch').click();
    expect(await styleOf(track, 'background-color')).not.toBe(on);
    expect(await styleOf(track, 'border-top-style')).toBe('solid');

    await open(page, `/clients/${wiki.clientId}`);
    expect(await styleOf('[role=tab][aria-selected=true]', 'outline-style')).toBe('solid');
    expect(await styleOf('[role=tab][aria-selected=false]', 'outline-style')).toBe('none');
    await window.close();
  });

  it('20 Chinese is set in letters, not in boxes', async () => {
    const window = await AdminWindow.open(browser, admin, 'olga', '/clients', { locale: 'zh-CN' });
    const widths = await window.page.evaluate(() => {
      const context = document.createElement('canvas').getContext('2d')!;
      context.font = `100px ${getComputedStyle(document.body).fontFamily}`;
      return [...'登客户密钥'].map((letter) => Math.round(context.measureText(letter).width));
    });
    expect(widths).toEqual(widths.map(() => 100));
    await window.close();
  });
});

/** Nothing is being loaded any more. A stream may stay open, so the network is no measure. */
async function settled(page: Page): Promise<void> {
  await page
    .locator('main .mantine-Skeleton-root, main .mantine-Loader-root')
    .first()
    .waitFor({ state: 'detached', timeout: 10_000 });
}

/**
 * What sticks out: the page itself, something in the header, which is fixed and makes no page scroll, or a list
 * whose last columns one would have to scroll to.
 */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const buttons = [...document.querySelectorAll('header button, header a')];
    const cut = buttons.filter((button) => button.getBoundingClientRect().right > clientWidth);
    const lists = [...document.querySelectorAll('main [role=region]:has(> table)')];
    // Below that a list may scroll: no layout of columns is left.
    const scrolled = clientWidth < 360 ? [] : lists.filter((list) => list.scrollWidth > list.clientWidth);
    return [
      ...(scrollWidth > clientWidth ? ['the page'] : []),
      ...scrolled.map((list) => `the list “${list.querySelector('caption')?.textContent}”`),
      ...cut.map((button) => button.getAttribute('aria-label') ?? button.textContent),
    ];
  });
}
