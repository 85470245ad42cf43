import type { PageContext } from './page-context.js';
import type { Page } from './pages.js';

/**
 * Port: turns a page into a complete HTML document. A host that wants another engine provides its own
 * subclass in place of `HandlebarsPageRenderer`.
 *
 * What is returned must work without JavaScript, must contain no inline script or style (the pages'
 * Content-Security-Policy carries no nonce) and must keep the form field names documented with each page.
 */
export abstract class PageRenderer {
  /** @throws when the page cannot be rendered truthfully, for example without the client's name */
  abstract render(page: Page, context: PageContext): string;
}
