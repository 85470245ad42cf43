import { query } from '../support/parameters.js';
import { readForm, type Visit, type Visitor } from '../support/visitor.js';
import type { Target } from './target.js';

/** Signs a browser out at the server (RP-Initiated Logout), confirming where it asks. */
export async function signOut(target: Target, visitor: Visitor, idToken: string): Promise<Visit> {
  const page = await visitor.visit(`${target.endpoint('end session')}?${query({ id_token_hint: idToken })}`);
  return page.html.includes('<form') ? confirmSignOut(visitor, page) : page;
}

/** Presses the first button of the question whether to sign out. */
export function confirmSignOut(visitor: Visitor, page: Visit): Promise<Visit> {
  const { action, fields } = readForm(page.html);
  const button = /<button\b[^>]*\btype="submit"[^>]*>/.exec(page.html)?.[0] ?? '';
  const name = /\sname="([^"]*)"/.exec(button)?.[1];
  const value = /\svalue="([^"]*)"/.exec(button)?.[1] ?? '';
  const body = new URLSearchParams({ ...fields, ...(name !== undefined && { [name]: value }) });
  return visitor.visit(new URL(action, page.url).href, { method: 'POST', body });
}
