import type { PageContext } from './page-context.js';
import { definitionOf, type Page } from './pages.js';

/**
 * What strict templates do not catch: a value that is there but says nothing. A consent page without the
 * client's name would still look like a consent page.
 *
 * @throws naming every empty value
 */
export function requireMeaningfulPage(page: Page, context: PageContext): void {
  const values = {
    'brand.name': context.brand.name,
    'assets.styleSheets': context.assets.styleSheets.join(),
    ...(page.client !== null && { 'client.name': page.client.name }),
    ...definitionOf(page).says(page),
  };
  const empty = Object.entries(values)
    .filter(([, value]) => !isMeaningful(value))
    .map(([name]) => name);
  if (empty.length > 0) {
    throw new Error(`the ${page.name} page cannot be shown, because these are empty: ${empty.join(', ')}`);
  }
}

/**
 * What a template, ours or a host's, must have put on the page. Checked at boot against the fixtures.
 *
 * @throws naming what is missing, or what the pages' Content-Security-Policy would block
 */
export function requireFaithfulDocument(page: Page, html: string): void {
  const { contains, refresh } = definitionOf(page);
  const refreshes = refresh?.(page) ? ['http-equiv="refresh"'] : [];
  const missing = [...contains(page), ...refreshes].filter((markup) => !html.includes(markup));
  if (missing.length > 0) {
    throw new Error(`the ${page.name} template leaves out: ${missing.join(', ')}`);
  }
  const blocked = [/<style\b/i, /\sstyle\s*=\s*["']/i, /\son\w+\s*=\s*["']/i, /<script\b(?![^>]*\ssrc=)/i]
    .map((pattern) => pattern.exec(html)?.[0])
    .find((found) => found !== undefined);
  if (blocked !== undefined) {
    throw new Error(
      `the ${page.name} template contains inline script or style ("${blocked.trim()}"), which the pages' ` +
        'Content-Security-Policy blocks. Put it into a file of its own.',
    );
  }
}

/** Spaces, controls and invisible format characters alone are not a name. */
function isMeaningful(value: unknown): boolean {
  return typeof value === 'string' && /[^\p{Z}\p{C}]/u.test(value);
}
