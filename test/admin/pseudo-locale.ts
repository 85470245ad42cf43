import type { Page, Route } from 'playwright-core';

/** Words that stand on the pages without being messages: names of standards, programs and methods. */
const NAMES = new Set([
  ...['openid', 'profile', 'email', 'phone', 'address', 'basic', 'none', 'query', 'form', 'post'],
  ...['Chrome', 'Chromium', 'Headless', 'Linux', 'Ctrl', 'GET', 'POST', 'PATCH', 'DELETE', 'PUT'],
  ...['AM', 'PM', 'UTC', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  ...['MariaDB', 'MySQL', 'SQLite'],
  // Of Intl, and of what is stored.
  ...['second', 'seconds', 'minute', 'minutes', 'hour', 'hours', 'day', 'days', 'ago'],
  ...['Portcullis', 'Admin', 'test'],
]);

/** What holds identifiers, code or words of another system, and says so by its element. */
const NOT_PROSE =
  'code, pre, kbd, samp, time, bdi, textarea, script, noscript, style, .mono, [lang]:not(html), [translate="no"]';

/** Has every English message come with marks around it: in this window alone, nothing of it is in the app. */
export async function markMessages(page: Page): Promise<void> {
  await page.route(/\/assets\/en-[\w-]+\.js$/, async (route: Route) => {
    const answer = await route.fetch();
    const code = await answer.text();
    const [statement, local, exported] = /export\s*\{\s*(\w+) as (\w+)\s*\};?/.exec(code)!;
    const marking =
      'const mark = (m) => typeof m === "string" ? `⟦${m}⟧` : ' +
      'Object.fromEntries(Object.entries(m).map(([k, v]) => [k, mark(v)]));';
    const body = code.replace(
      statement,
      `${marking} const marked = mark(${local}); export { marked as ${exported} };`,
    );
    await route.fulfill({ response: answer, body });
  });
}

/** Words in Latin letters that a reader meets outside of every message. */
export async function unmarkedWords(page: Page): Promise<string[]> {
  const texts = await page.evaluate((notProse) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // Neighbouring texts of one element are one sentence: React cuts it at each value.
    const elements = new Set<Element>();
    while (walker.nextNode()) elements.add(walker.currentNode.parentElement!);
    for (const element of elements) {
      if (element.closest(notProse)) continue;
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      found.push(own.map((node) => node.textContent).join(' '));
    }
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest(notProse)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
        found.push(element.getAttribute(name) ?? '');
    }
    return found;
  }, NOT_PROSE);
  const words = texts
    .flatMap((text) => outside(text).split(/\s+/))
    .map((word) => word.replace(/^\W+|\W+$/g, ''));
  // A token with digits or joints is an identifier.
  return [...new Set(words.filter((word) => /^[A-Za-z]{2,}$/.test(word) && !NAMES.has(word)))];
}

/** The text without its messages; one may stand within another. */
function outside(text: string): string {
  const less = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  return less === text ? text : outside(less);
}
