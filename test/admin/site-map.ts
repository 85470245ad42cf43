import type { Page } from 'playwright-core';

/** Parts of an address that name one of many: ids, references, keys, the app's own client. Scopes go by name. */
const ID = /^([0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]{43}|\d+|portcullis-admin)$/;

/** Addresses that are no page, or leave the app. */
const NO_PAGE = /^\/(api|assets|sign-in|sign-out|signed-out)(\/|$)/;

/** The pages of the running app, found as a person finds them: by the navigation, then by what each page links to. */
export class SiteMap {
  /** One address for each kind of page. */
  private readonly addresses = new Map<string, string>();

  constructor(private readonly page: Page) {}

  /** Adds a page that nothing links to yet. */
  add(address: string): void {
    const { pathname } = new URL(address, 'http://self');
    if (NO_PAGE.test(pathname)) return;
    const kind = pathname
      .replace(/^\/scopes\/edit\/.+/, '/scopes/edit/:id')
      .split('/')
      .map((part) => (ID.test(decodeURIComponent(part)) ? ':id' : part))
      .join('/');
    if (!this.addresses.has(kind)) this.addresses.set(kind, address);
  }

  /** Follows the links of the page that is open, and opens each of its tabs. */
  async explore(): Promise<void> {
    const links = this.page.locator('nav a[href^="/"], header a[href^="/"], main a[href^="/"]');
    const found = await links.evaluateAll((all) =>
      all
        .filter((link) => !link.hasAttribute('download') && link.getAttribute('target') !== '_blank')
        .map((link) => (link as HTMLAnchorElement).pathname),
    );
    for (const path of found) this.add(path);
    const here = this.page.url();
    const tabs = this.page.locator('main').getByRole('tab');
    for (let i = 0; i < (await tabs.count()); i++) {
      await tabs.nth(i).click();
      this.add(new URL(this.page.url()).pathname);
    }
    if (this.page.url() !== here) await this.page.goto(here);
  }

  /** In the order in which they were found; grows while they are visited. */
  *[Symbol.iterator](): Iterator<readonly [name: string, address: string]> {
    for (const [kind, address] of this.addresses)
      yield [kind.slice(1).replace(/[/:]+/g, '-') || 'home', address];
  }
}
