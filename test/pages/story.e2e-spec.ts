import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium, Window } from '../support/chromium.js';
import { DATABASES_OF_PAGES } from '../support/databases.js';
import { startStory, type Story } from '../support/story.js';

const withBrowser = HAS_CHROMIUM ? describe : describe.skip;

withBrowser.each(DATABASES_OF_PAGES)('the story in a browser, on %s', (database) => {
  let story: Story;
  let browser: Browser;

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory(database), launchChromium()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await story.end();
  });

  async function signIn(window: Window, username: string, password: string): Promise<void> {
    await window.page.getByLabel('Username').fill(username);
    await window.page.getByLabel('Password', { exact: true }).fill(password);
    await window.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (name, javaScriptEnabled) => {
    it('ends a denied sign-up at the client, which says so', async () => {
      const { demo } = story;
      const window = await Window.open(browser, { javaScriptEnabled });
      await window.page.goto(demo.clients[0]!.url);
      await window.page.getByRole('link', { name: 'Sign up with WeChat' }).click();
      await signIn(window, demo.user.username, demo.user.password);
      await window.page.getByRole('button', { name: 'Deny' }).click();
      expect(new URL(window.page.url()).origin).toBe(demo.clients[0]!.url);
      expect(await window.page.textContent('body')).toContain('access_denied');
      await window.close();
    });

    it('walks from the landing page to a refreshed token', async () => {
      const { demo } = story;
      const window = await Window.open(browser, { javaScriptEnabled });
      const { page } = window;
      const picture = (step: string): Promise<void> =>
        window.picture(`story-${database}-${name.replace(' ', '-')}-${step}`);
      const clean = async (): Promise<void> => {
        if (javaScriptEnabled) expect(await window.violations()).toEqual([]);
      };

      await page.goto(demo.clients[0]!.url);
      await picture('1-landing');
      await clean();
      await page.getByRole('link', { name: 'Sign up with WeChat' }).click();
      expect(new URL(page.url()).origin).toBe(demo.issuer);
      await picture('2-sign-in');
      await clean();

      await signIn(window, demo.user.username, 'not the password');
      expect(await page.getByRole('alert').textContent()).toContain('not right');
      expect(await page.getByLabel('Username').inputValue()).toBe(demo.user.username);
      await picture('3-wrong-password');
      await clean();

      await signIn(window, demo.user.username, demo.user.password);
      await page.getByRole('heading', { name: /DingTalk/ }).waitFor();
      expect(await page.textContent('body')).toContain(demo.clients[0]!.url);
      await picture('4-consent');
      await clean();

      // Not remembered, so that the second walk meets the same page.
      await page.getByLabel(/remember/i).uncheck();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(`${demo.clients[0]!.url}/story`);
      expect(await page.textContent('#step-f')).toContain('200');
      await picture('5-story');
      await clean();

      await page.getByRole('button', { name: /Refresh/ }).click();
      await page.waitForURL(/\/story/);
      expect(await page.textContent('#step-refresh')).toContain('grant_type=refresh_token');
      await picture('6-refreshed');

      await page.getByRole('button', { name: /Call the API/ }).click();
      expect(await page.textContent('#step-f')).toContain('200');

      // Ends the session at the authorization server too, and comes back.
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${demo.clients[0]!.url}/?signed-out=revoked`);
      expect(await page.getByRole('status').textContent()).toContain('You are signed out');
      await picture('7-signed-out');
      await page.getByRole('link', { name: 'Sign up with WeChat' }).click();
      await page.getByLabel('Password', { exact: true }).waitFor();
      expect(window.troubles).toEqual([]);
      await window.close();
    });
  });
});
