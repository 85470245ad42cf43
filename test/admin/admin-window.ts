import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Window } from '../support/chromium.js';
import { PASSWORD } from '../support/test-server.js';
import type { AdminApp } from './admin-app.js';

/** Every scheme and language in which a page is looked at. */
export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['en', 'zh-CN'] as const).map((locale) => ({ colorScheme, locale })),
);

/** A member in front of the admin app, in a browser. Whatever a user would be harmed by fails the test at `close`. */
export class AdminWindow {
  private constructor(private readonly window: Window) {}

  /** @param path of the page to open; the member is signed in on the way */
  static async open(
    browser: Browser,
    admin: AdminApp,
    username: string,
    path: string,
    options: BrowserContextOptions = { locale: 'en' },
  ): Promise<AdminWindow> {
    const window = await Window.open(browser, options);
    await window.page.goto(admin.url + path);
    await AdminWindow.signIn(window.page, username);
    await window.page.waitForURL((url) => url.href.startsWith(admin.url + path));
    await window.page.getByRole('heading', { level: 1 }).waitFor();
    return new AdminWindow(window);
  }

  get page(): Page {
    return this.window.page;
  }

  /** On the sign-in page of the authorization server: also when somebody has to prove anew who they are. */
  async proveAgain(username: string): Promise<void> {
    await AdminWindow.signIn(this.page, username);
  }

  quiet(): Promise<void> {
    return this.window.quiet();
  }

  /** What is on the page now has no accessibility violation; keeps a picture of it. */
  async looksRight(name: string): Promise<void> {
    await this.window.picture(`admin-${name}`);
    expect(await this.window.violations()).toEqual([]);
  }

  /** What troubled the page since the last time somebody asked. */
  takeTroubles(): string[] {
    return this.window.troubles.splice(0);
  }

  violations(): Promise<string[]> {
    return this.window.violations();
  }

  picture(name: string): Promise<void> {
    return this.window.picture(`admin-${name}`);
  }

  /** An expected refusal of the API is an error in the browser's console; anything else is not. */
  async close(expectedStatuses: readonly number[] = []): Promise<void> {
    const isExpected = (trouble: string): boolean =>
      expectedStatuses.some((status) => trouble.includes(`status of ${status} `));
    expect(this.window.troubles.filter((trouble) => !isExpected(trouble))).toEqual([]);
    await this.window.close();
  }

  private static async signIn(page: Page, username: string): Promise<void> {
    const name = page.locator('[name=username]');
    if (await name.isEditable()) await name.fill(username);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('button[value=sign_in]').click();
  }
}
