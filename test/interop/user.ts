import { allow, signIn } from '../support/flow.js';
import { Visitor, type Visit } from '../support/visitor.js';

/** A user in a browser of their own who signs in if asked. @returns the page after that */
export async function arrive(url: string | URL, visitor = new Visitor()): Promise<Visit> {
  const page = await visitor.visit(String(url));
  return page.url.includes('/oauth/sign_in') ? signIn(visitor, page) : page;
}

/** Signs in and allows, where the server asks. @returns the redirect that leads back to the client */
export async function signInAndAllow(url: string | URL, visitor = new Visitor()): Promise<URL> {
  const page = await arrive(url, visitor);
  return backAtClient(page.left ? page : await allow(visitor, page));
}

/** Signs in and denies. @returns the redirect that leads back to the client */
export async function signInAndDeny(url: string | URL): Promise<URL> {
  const visitor = new Visitor();
  const page = await arrive(url, visitor);
  return backAtClient(await visitor.submit(page, {}, { name: 'decision', value: 'deny' }));
}

/** An answer without a page. @returns the redirect that leads back to the client */
export async function visitOnly(url: string | URL, visitor = new Visitor()): Promise<URL> {
  return backAtClient(await visitor.visit(String(url)));
}

function backAtClient(page: Visit): URL {
  if (!page.left) throw new Error(`Still at ${page.status} ${page.url}\n${page.html.slice(0, 3000)}`);
  return new URL(page.url);
}

/** Signs in and allows on whatever pages follow each other from `url`, as on the way that begins with a device. */
export async function allowOnEveryPage(url: string | URL): Promise<Visit> {
  const visitor = new Visitor();
  let page = await visitor.visit(String(url));
  for (let pages = 0; pages < 5 && !page.left && page.html.includes('<form'); pages++) {
    if (page.html.includes('name="password"')) page = await signIn(visitor, page);
    else
      page = await visitor.submit(page, {}, page.html.includes('value="allow"') ? ALLOW : firstButton(page));
  }
  return page;
}

const ALLOW = { name: 'decision', value: 'allow' };

function firstButton({ html }: Visit): { name: string; value: string } {
  const button = /<button\b[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]+)"/.exec(html);
  return { name: button?.[1] ?? 'action', value: button?.[2] ?? 'continue' };
}
