import type { Page } from 'playwright-core';
import { PASSWORD, type RegisteredClient, type TestServer } from '../support/test-server.js';

/** Who wants what, for whoever walks to a page. */
export interface Errand {
  readonly server: TestServer;
  readonly client: RegisteredClient;
  /** The authorization request. */
  readonly url: string;
}

/** One way of a user to say no. */
export interface Refusal {
  /** Where it is said. */
  readonly from: string;
  /** Walks to that page, as a user would. */
  reach(page: Page, errand: Errand): Promise<void>;
  press(page: Page): Promise<void>;
  /** What is written down about it. */
  readonly event: string;
}

export async function signInAs(page: Page, username = 'alice'): Promise<void> {
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#sign_in').click();
}

/** Every page on which a user can refuse a client that waits for a redirect. */
export const REFUSALS: readonly Refusal[] = [
  {
    from: 'the sign-in page',
    async reach(page, { url }) {
      await page.goto(url);
    },
    press: (page) => page.locator('#cancel').click(),
    event: 'sign_in.cancelled',
  },
  {
    from: 'the sign-in page after a wrong password',
    async reach(page, { url }) {
      await page.goto(url);
      await page.locator('#username').fill('alice');
      await page.locator('#password').fill('wrong');
      await page.locator('#sign_in').click();
      await page.locator('#failure').waitFor();
    },
    press: (page) => page.locator('#cancel').click(),
    event: 'sign_in.cancelled',
  },
  {
    from: 'the consent page',
    async reach(page, { url }) {
      await page.goto(url);
      await signInAs(page);
      await page.locator('#consent').waitFor();
    },
    press: (page) => page.locator('#deny').click(),
    event: 'consent.denied',
  },
];
