import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Request,
} from 'playwright-core';
import { IS_FULL } from './depth.js';

export const HAS_CHROMIUM = Boolean(process.env['PORTCULLIS_TEST_CHROMIUM']);

const OUTPUT = join(import.meta.dirname, '../output');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['PORTCULLIS_TEST_CHROMIUM']!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/**
 * A browser window that notices what a user would be harmed by: policy violations, console errors, exceptions and
 * requests that fail.
 */
export class Window {
  readonly troubles: string[] = [];
  /** Requests without an answer yet; a stream of events never has all of its. */
  private readonly loading = new Set<Request>();

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const window = new Window(context, page);
    page.on('console', (message) => {
      if (message.type() === 'error') window.troubles.push(`console: ${message.text()} at ${page.url()}`);
    });
    page.on('pageerror', (error) => window.troubles.push(`exception: ${error.message} at ${page.url()}`));
    page.on('request', (request) => {
      if (request.resourceType() !== 'eventsource') window.loading.add(request);
    });
    page.on('requestfinished', (request) => window.loading.delete(request));
    page.on('requestfailed', (request) => {
      window.loading.delete(request);
      const reason = request.failure()?.errorText;
      // A navigation that overtakes a load is no failure.
      if (reason !== 'net::ERR_ABORTED') window.troubles.push(`request: ${request.url()} ${reason}`);
    });
    return window;
  }

  /** Waits until the page has had nothing to load or to draw for a tenth of a second. */
  async quiet(): Promise<void> {
    for (let looks = 0; looks < 2; looks = this.loading.size === 0 ? looks + 1 : 0) {
      await this.page.evaluate(() => new Promise((done) => setTimeout(() => requestIdleCallback(done), 50)));
    }
  }

  /** Keeps a picture as test output, where somebody may look at it. */
  async picture(name: string): Promise<void> {
    if (process.env['CI'] === 'true' && !IS_FULL) return;
    mkdirSync(OUTPUT, { recursive: true });
    await this.page.screenshot({ path: join(OUTPUT, `${name}.png`), fullPage: true });
  }

  /** Accessibility violations of the page as it is; evaluated, because the pages' policy refuses injected scripts. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axe);
    return this.page.evaluate(async (rules) => {
      const { axe } = globalThis as unknown as {
        axe: {
          run(options: object): Promise<{
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      };
      const { violations } = await axe.run({ runOnly: rules, resultTypes: ['violations'], preload: false });
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html, failureSummary }) => `${html.slice(0, 300)} ${failureSummary}`)
            .join('\n')
            .slice(0, 2000)}`,
      );
    }, RULES);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
