import { expect } from '@jest/globals';

/** An answer without following redirects. */
export function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers });
}

/** Everything a redirect carries back to the client, each name once. */
export function answerIn(location: string): { to: string; values: Record<string, string> } {
  const url = new URL(location);
  const names = [...url.searchParams.keys()];
  expect(names).toEqual([...new Set(names)]);
  return { to: location.slice(0, location.indexOf('?')), values: Object.fromEntries(url.searchParams) };
}

/** A page for people: HTML with this status, and no redirect anywhere. */
export async function expectPage(response: Response, status: number, title: string): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await response.text();
  expect(/<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1]?.replace(/<[^>]+>/g, '')).toBe(title);
  return html;
}
