import { expect } from '@jest/globals';

/** An answer without following redirects. */
export function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers });
}

/** Exact status and body of an error of a JSON endpoint; never cacheable. */
export async function expectOAuthError(
  response: Response,
  status: number,
  error: string,
  description: string,
): Promise<void> {
  expect({ status: response.status, body: await response.json() }).toEqual({
    status,
    body: { error, error_description: description },
  });
  expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
}

export const INVALID_GRANT = [
  400,
  'invalid_grant',
  'The grant is invalid, expired or already used.',
] as const;

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

/** Header and claims of a JWT, unverified. */
export function readJwt(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header, claims] = token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  return { header: header!, claims: claims! };
}
