import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { SampleTheme } from '../support/sample-theme.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

const rgb = (hex: string): string =>
  `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;

withBrowser('a host with a theme, in a browser,', () => {
  let theme: SampleTheme;
  let server: TestServer;
  let browser: Browser;
  let wiki: RegisteredClient;
  let travel: RegisteredClient;

  beforeAll(async () => {
    theme = new SampleTheme();
    [server, browser] = await Promise.all([
      TestServer.start({
        database: 'sqlite',
        options: {
          theme: theme.folder,
          brand: { name: 'Example', privacyUrl: 'https://example.com/privacy' },
        },
      }),
      launchChromium(),
    ]);
    wiki = await server.register();
    travel = await server.register({ name: 'Acme Travel', accent: '#f59f00' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    theme.remove();
  });

  const open = async (client: RegisteredClient, options: BrowserContextOptions): Promise<Window> => {
    const window = await Window.open(browser, options);
    await window.page.goto(authorizeUrl(server, client, pkce()));
    return window;
  };
  const styleOf = ({ page }: Window, selector: string, property: string): Promise<string> =>
    page
      .locator(selector)
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

  it.each([
    ['light', '#0b7285', '#eef6f7', rgb('#ffffff')],
    ['dark', '#66d9e8', '#0f1117', null],
  ] as const)('has its colours and shapes in %s', async (colorScheme, accent, page, ink) => {
    const window = await open(wiki, { colorScheme });
    expect(await styleOf(window, '#sign_in', 'background-color')).toBe(rgb(accent));
    if (ink !== null) expect(await styleOf(window, '#sign_in', 'color')).toBe(ink);
    expect(await styleOf(window, 'body', 'background-color')).toBe(rgb(page));
    expect(await styleOf(window, '.card', 'border-top-color')).toBe(rgb(accent));
    expect(await styleOf(window, '.card', 'border-top-width')).toBe('4px');
    expect(await styleOf(window, '#username', 'border-top-left-radius')).toBe('4px');
    expect(await window.page.getByText('Example Ltd, Shanghai').isVisible()).toBe(true);
    await window.picture(`theme-${colorScheme}`);
    expect(await window.violations()).toEqual([]);
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('draws its logo, which is called as the brand is', async () => {
    const window = await open(wiki, {});
    const logo = window.page.getByRole('img', { name: 'Example' });
    const { drawn, height } = await logo.evaluate((image: HTMLImageElement) => ({
      drawn: image.complete && image.naturalWidth > 0,
      height: image.getBoundingClientRect().height,
    }));
    expect({ drawn, height }).toEqual({ drawn: true, height: 36 });
    await window.close();
  });

  it('shows a client in its own colour, made legible, and leaves other clients as they are', async () => {
    const light = await open(travel, { colorScheme: 'light' });
    const colour = await styleOf(light, '#sign_in', 'background-color');
    expect(colour).not.toBe(rgb('#f59f00'));
    expect(colour).not.toBe(rgb('#0b7285'));
    await light.picture('theme-client-light');
    expect(await light.violations()).toEqual([]);
    const dark = await open(travel, { colorScheme: 'dark' });
    expect(await styleOf(dark, '#sign_in', 'background-color')).toBe(rgb('#f59f00'));
    await dark.picture('theme-client-dark');
    expect(await dark.violations()).toEqual([]);
    expect([...light.troubles, ...dark.troubles]).toEqual([]);
    await light.close();
    await dark.close();
  });

  it('still shows where the focus is, and leaves the colours to whoever forces them', async () => {
    const window = await open(travel, { forcedColors: 'active' });
    expect(await window.page.locator(':focus').getAttribute('id')).toBe('username');
    expect(await styleOf(window, '#username', 'outline-style')).toBe('solid');
    expect(parseFloat(await styleOf(window, '#username', 'outline-width'))).toBeGreaterThanOrEqual(2);
    expect(await styleOf(window, '#sign_in', 'border-top-width')).toBe('2px');
    expect(await window.violations()).toEqual([]);
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it('is light on paper', async () => {
    const window = await open(travel, { colorScheme: 'dark' });
    await window.page.emulateMedia({ media: 'print' });
    expect(await styleOf(window, '.card', 'background-color')).toBe(rgb('#ffffff'));
    expect(await styleOf(window, 'body', 'color')).toBe(rgb('#000000'));
    await window.close();
  });

  it('has no sideways scrolling on a narrow screen', async () => {
    const window = await open(travel, { viewport: { width: 320, height: 640 }, locale: 'zh-CN' });
    expect(await window.page.getByRole('button', { name: '请进' }).isVisible()).toBe(true);
    const wide = await window.page.evaluate(
      () => document.documentElement.scrollWidth - globalThis.innerWidth,
    );
    expect(wide).toBe(0);
    await window.picture('theme-narrow');
    await window.close();
  });
});
