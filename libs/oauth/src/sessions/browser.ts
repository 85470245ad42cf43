import type { ServerResponse } from 'node:http';
import { methodNotAllowed } from '../errors/catalogue.js';
import { sha256 } from '../primitives/digest.js';
import { mintHandle } from '../primitives/handle.js';
import { hostCookie, readCookie } from '../wire/cookies.js';
import type { WireResponse } from '../wire/send.js';

/** One cookie tells browsers apart: a random value before sign-in, the session's handle after it. */
export const BROWSER_COOKIE = '__Host-portcullis';
export const LANGUAGE_COOKIE = '__Host-portcullis-language';

export interface PageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: {
    readonly cookie?: string;
    readonly 'accept-language'?: string;
    readonly 'user-agent'?: string;
  };
}

/** An empty cookie is none: otherwise all browsers without one would count as the browser that sent it. */
export function browserCookieOf(request: PageRequest): string | undefined {
  return readCookie(request.headers.cookie, BROWSER_COOKIE) || undefined;
}

/** What an interaction stores to recognise the browser that started it. */
export function browserDigest(cookie: string): Buffer {
  return sha256(cookie);
}

/** The browser's cookie; one that has none yet gets a value that means nothing but "this browser". */
export function recogniseBrowser(request: PageRequest, response: WireResponse, now: number): string {
  const known = browserCookieOf(request);
  if (known !== undefined) return known;
  const cookie = nobodysCookie(now);
  setBrowserCookie(response, cookie);
  return cookie.value;
}

/** What the browser is to carry from now on. */
export interface BrowserCookie {
  readonly value: string;
  /** Seconds; undefined when it ends with the browser. */
  readonly maxAge: number | undefined;
}

/** A cookie of a browser in which nobody is signed in. */
export function nobodysCookie(now: number): BrowserCookie {
  return { value: mintHandle(now).value, maxAge: undefined };
}

export function setBrowserCookie(response: WireResponse, { value, maxAge }: BrowserCookie): void {
  appendCookie(response, hostCookie(BROWSER_COOKIE, value, maxAge));
}

export function clearBrowserCookie(response: WireResponse): void {
  appendCookie(response, hostCookie(BROWSER_COOKIE, '', 0));
}

export function appendCookie(response: WireResponse, cookie: string): void {
  const raw: ServerResponse = 'raw' in response ? response.raw : response;
  raw.appendHeader('Set-Cookie', cookie);
}

/** Routers answer HEAD with the handler of GET: for one that does more than to show a page. */
export function refuseHead({ method }: PageRequest, allowed: string): void {
  if (method === 'HEAD') throw methodNotAllowed.with({ Allow: allowed });
}
