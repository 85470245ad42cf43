import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MESSAGES } from '@portcullis/oauth';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { SampleTheme } from '../support/sample-theme.js';
import { TestServer } from '../support/test-server.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

/** `GALLERY=full` looks at every scheme in every language, and keeps pictures for people to look at. */
const FULL = process.env['GALLERY'] === 'full';

type Scheme = 'light' | 'dark';
/** Every state is seen in both schemes and in both languages; all four pairs only when asked for. */
const SCHEMES: Readonly<Record<'en' | 'zh-CN', readonly Scheme[]>> = FULL
  ? { en: ['light', 'dark'], 'zh-CN': ['light', 'dark'] }
  : { en: ['light'], 'zh-CN': ['dark'] };
const LANGUAGES = ['en', 'zh-CN'] as const;
/** The one at which axe looks comes first; the others are looked at for what sticks out. */
const WIDTHS = FULL ? [1280, 360, 320] : [1280, 320];
/** Pictures for people to look at. */
const PICTURES = ['en light 1280', 'zh-CN dark 360'];

const TIME = 300_000;

withBrowser('the gallery', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({
        database: 'sqlite',
        options: {
          brand: {
            name: 'Acme Account',
            supportUrl: 'https://acme.example/help',
            termsUrl: 'https://acme.example/terms',
            privacyUrl: 'https://acme.example/privacy',
          },
        },
        extras: { features: { gallery: true } },
      }),
      launchChromium(),
    ]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it.each(LANGUAGES)(
    'shows every page in every state and width in %s: nothing is blocked, hidden or sticks out',
    async (language) => {
      const ids = await statesIn(server);
      expect(ids.length).toBeGreaterThan(100);
      const problems = await inParallel(2, ids, async (queue) => {
        const window = await Window.open(browser);
        const found: string[] = [];
        for (const id of queue) {
          for (const what of await look(window, server, id, language)) found.push(`${id}: ${what}`);
        }
        await window.close();
        return [...found, ...window.troubles];
      });
      expect(problems).toEqual([]);
    },
    TIME,
  );

  it('has glyphs for Chinese, each its own', async () => {
    const window = await Window.open(browser);
    await window.page.goto(`${server.url('gallery/sign-in/empty')}?lang=zh-CN`);
    const { width, differ } = await window.page.evaluate(() => {
      const draw = (text: string): { width: number; pixels: string } => {
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = 60;
        const context = canvas.getContext('2d')!;
        context.font = `40px ${getComputedStyle(document.body).fontFamily}`;
        context.fillText(text, 5, 45);
        return { width: context.measureText(text).width, pixels: canvas.toDataURL() };
      };
      const [one, other] = [draw('登'), draw('录')];
      return { width: one.width, differ: one.pixels !== other.pixels };
    });
    expect(Math.round(width)).toBe(40);
    expect(differ).toBe(true);
    await window.close();
  });

  it('leads from the list to each page, and from the form of a page back with a note', async () => {
    const window = await Window.open(browser, { javaScriptEnabled: false });
    const { page } = window;
    await page.goto(server.url('gallery'));
    await window.picture('gallery');
    await page.getByRole('link', { name: 'sign-in/empty', exact: true }).click();
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('secret');
    await page.getByRole('link', { name: '简体中文' }).click();
    expect(new URL(page.url()).pathname).toBe('/oauth/gallery/sign-in/empty');
    await page.getByLabel('用户名').fill('ada');
    await page.getByLabel('密码', { exact: true }).fill('secret');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    expect(page.url()).toBe(`${server.url('gallery')}?from=nowhere`);
    expect(await page.getByRole('status').isVisible()).toBe(true);
    expect(window.troubles).toEqual([]);
    await window.close();
  });

  it(
    'says nothing that is not among the messages',
    async () => {
      const theme = new SampleTheme(
        new Map(LANGUAGES.map((language) => [`messages/${language}.json`, marked(MESSAGES[language])])),
      );
      const pseudo = await TestServer.start({
        database: 'sqlite',
        options: { theme: theme.folder },
        extras: { features: { gallery: true } },
      });
      const problems = await inParallel(2, await statesIn(pseudo), async (queue) => {
        const window = await Window.open(browser);
        const found: string[] = [];
        for (const id of queue) {
          await window.page.goto(pseudo.url(`gallery/${id}`));
          const data = await (await fetch(`${pseudo.url(`gallery/${id}`)}?as=data`)).text();
          for (const text of await unmarked(window)) {
            if (!isFromFixture(text, JSON.parse(data))) found.push(`${id}: ${text}`);
          }
        }
        await window.close();
        return found;
      });
      await pseudo.close();
      theme.remove();
      expect(problems).toEqual([]);
    },
    TIME,
  );
});

async function statesIn(server: TestServer): Promise<string[]> {
  const list = await (await fetch(server.url('gallery'))).text();
  return [...list.matchAll(/class="gallery-state" href="\/oauth\/gallery\/([^"]+)"/g)].map(([, id]) => id!);
}

/** So many at a time, each with a share of the work. */
async function inParallel<T, R>(
  many: number,
  work: readonly T[],
  run: (share: T[]) => Promise<R[]>,
): Promise<R[]> {
  const shares = Array.from({ length: many }, (_, at) => work.filter((_, index) => index % many === at));
  return (await Promise.all(shares.map(run))).flat();
}

/** What is wrong with one page, in its schemes, in forced colours, and at every width. */
async function look(
  window: Window,
  server: TestServer,
  id: string,
  language: 'en' | 'zh-CN',
): Promise<string[]> {
  const { page } = window;
  const problems: string[] = [];
  const answer = await page.goto(`${server.url(`gallery/${id}`)}?lang=${language}`);
  if (answer!.status() !== 200) return [`status ${answer!.status()}`];
  if (!/^default-src 'none'; style-src 'self'/.test(answer!.headers()['content-security-policy'] ?? '')) {
    problems.push('not sent with the policy of the pages');
  }
  const fits = async (scheme: string, width: number): Promise<void> => {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
    if (wide > 0) problems.push(`${scheme} ${width}: ${wide} pixels stick out`);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('[data-copy] textarea')]
        .filter((field) => {
          const around = field.closest('details:not([open])');
          around?.toggleAttribute('open', true);
          const isCut = field.scrollWidth > field.clientWidth || field.scrollHeight > field.clientHeight;
          around?.toggleAttribute('open', false);
          return isCut;
        })
        .map(({ id }) => id),
    );
    problems.push(...cut.map((field) => `${scheme} ${width}: not all of ${field} can be read`));
    if (FULL && PICTURES.includes(`${language} ${scheme} ${width}`)) {
      await window.picture(`gallery/${id.replaceAll('/', '-')}-${language}-${scheme}-${width}`);
    }
  };
  for (const scheme of SCHEMES[language]) {
    // Colours that are still on their way have a contrast of their own.
    await page.emulateMedia({ colorScheme: scheme, forcedColors: 'none', reducedMotion: 'reduce' });
    for (const width of WIDTHS) {
      await fits(scheme, width);
      if (width !== WIDTHS[0]) continue;
      problems.push(...(await window.violations()).map((what) => `${scheme}: ${what}`));
    }
  }
  // The contrast is the browser's here; what was a shadow is a border.
  await page.emulateMedia({ forcedColors: 'active' });
  await fits('forced-colors', WIDTHS.at(-1)!);
  return problems;
}

function marked(messages: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, `⟦${message}⟧`])),
  );
}

/** What a user sees or hears that has Latin letters and stands outside the marks. */
function unmarked({ page }: Window): Promise<string[]> {
  return page.evaluate(() => {
    // Marks may begin in one node and end in another: a value in a message is an element of its own.
    const blocks = [...document.querySelectorAll('title, body *')].filter(
      (element) =>
        getComputedStyle(element).display !== 'inline' &&
        element.childElementCount + element.childNodes.length > 0,
    );
    const texts = blocks.flatMap((block) => {
      const own: string[] = [];
      const collect = (node: Node): void => {
        for (const child of node.childNodes) {
          if (child.nodeType === Node.TEXT_NODE) own.push(child.textContent ?? '');
          // Moments are written by the browser.
          else if (child instanceof HTMLTimeElement) continue;
          else if (child instanceof Element && getComputedStyle(child).display === 'inline') collect(child);
        }
      };
      collect(block);
      return [own.join('')];
    });
    const attributes = [...document.querySelectorAll('body *')].flatMap((element) =>
      ['aria-label', 'alt', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    );
    return [...texts, ...attributes]
      .map((text) =>
        text
          .replaceAll(/⟦[^⟦⟧]*⟧/g, ' ')
          .replaceAll(/⟦[^⟦⟧]*⟧/g, ' ')
          .replaceAll(/⟦[^]*⟧/g, ' '),
      )
      .map((text) => text.trim())
      .filter((text) => /[A-Za-z]/.test(text));
  });
}

/** Names, codes and moments are not ours to translate. */
function isFromFixture(text: string, data: unknown): boolean {
  const known = `${JSON.stringify(data)} English localhost UTC`;
  return text.split(/\s+/).every((word) => !/[A-Za-z]/.test(word) || known.includes(word));
}
