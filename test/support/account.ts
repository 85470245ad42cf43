import { signIn } from './flow.js';
import type { TestServer } from './test-server.js';
import { Visitor, type Visit } from './visitor.js';

/** Opens a page of a user about their own account, signing in if that is needed. */
export async function openAccount(
  server: TestServer,
  path: string,
  { visitor = new Visitor(), username = 'alice', password = undefined as string | undefined } = {},
): Promise<{ visitor: Visitor; page: Visit }> {
  const first = await visitor.visit(server.url(path));
  const page = first.url.includes('/oauth/sign_in')
    ? await signIn(visitor, first, username, password)
    : first;
  return { visitor, page };
}

/** What the page says has just been done; null when it says nothing. */
export function noteOf({ html }: Visit): string | null {
  const note = /<div class="done" id="note"[^>]*>([\s\S]*?)<\/div>/.exec(html)?.[1];
  return note === undefined ? null : textOf(note);
}

/** Without tags and line breaks. */
export function textOf(html: string): string {
  return html
    .replace(/<\/d[td]>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('&#x27;', "'")
    .trim();
}
