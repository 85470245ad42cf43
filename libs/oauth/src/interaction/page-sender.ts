import { Injectable } from '@nestjs/common';
import { Endpoints, type EndpointName } from '../discovery/endpoints.js';
import { ResolvedOptions } from '../oauth.options.js';
import { hostCookie, readCookie } from '../wire/cookies.js';
import { queryOf } from '../wire/form.js';
import { NO_STORE, send, type WireResponse } from '../wire/send.js';
import { PageAssetFiles } from './page-assets.js';
import { appendCookie, LANGUAGE_COOKIE, type PageRequest } from './browser.js';
import { languages } from './messages/messages.js';
import { pickLanguage } from './messages/pick-language.js';
import { PageRenderer } from './page-renderer.js';
import type { Language, LanguageLink, Page, PageName } from './pages.js';

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Browsers check form-action against every redirect that follows a POST, so a page whose form ends at a client's
 * redirect URI cannot have one.
 */
const ENDS_AT_CLIENT: ReadonlySet<PageName> = new Set(['sign-in', 'consent', 'sign-out', 'form-post']);

const YEAR = 31_536_000;

/** Renders a page in the user's language and sends it with the headers that every page has. */
@Injectable()
export class PageSender {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly endpoints: Endpoints,
    private readonly assets: PageAssetFiles,
    private readonly options: ResolvedOptions,
  ) {}

  /** The language of the answer: the explicit choice, the client's wish, the browser's preference. */
  languageFor(request: PageRequest, uiLocales?: string | null): Language {
    const chosen = queryOf(request.url).values['lang'] ?? readCookie(request.headers.cookie, LANGUAGE_COOKIE);
    return pickLanguage({
      cookie: chosen,
      uiLocales: uiLocales ?? undefined,
      acceptLanguage: request.headers['accept-language'],
    });
  }

  /** @param headers beside those that every page has, such as Retry-After */
  send(
    request: PageRequest,
    response: WireResponse,
    status: number,
    page: Page,
    uiLocales?: string | null,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    const language = this.languageFor(request, uiLocales);
    const chosen = queryOf(request.url).values['lang'];
    if (chosen !== undefined) appendCookie(response, hostCookie(LANGUAGE_COOKIE, language, YEAR));
    const html = this.renderer.render(page, {
      language,
      languages: this.languageLinks(page, language),
      assets: this.assets.links(this.endpoints.path('assets')),
      brand: this.options.brand,
    });
    send(response, status, html, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': language,
      'Content-Security-Policy': ENDS_AT_CLIENT.has(page.name) ? POLICY : `${POLICY}; form-action 'self'`,
      // no-referrer would turn the Origin of our own form posts into "null".
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      ...NO_STORE,
      ...headers,
    });
  }

  /** Links back to the same page. */
  private languageLinks(page: Page, current: Language): LanguageLink[] {
    const here = addressOf(page);
    if (!here) return [];
    const pathname = this.endpoints.path(here.endpoint);
    return languages.map(({ code, label }) => ({
      code,
      label,
      href: `${pathname}?${new URLSearchParams({ ...here.query, lang: code })}`,
      current: code === current,
    }));
  }
}

/** Where a page stands. Error and notice pages may stand at an address that must not be called again. */
function addressOf(page: Page): { endpoint: EndpointName; query: Record<string, string> } | null {
  switch (page.name) {
    case 'sign-in':
      return { endpoint: 'sign_in', query: { interaction: page.interaction } };
    case 'consent':
      return { endpoint: 'confirm_access', query: { interaction: page.interaction } };
    case 'sign-out':
      return { endpoint: 'logout/confirm', query: { request: page.request } };
    case 'signed-out':
      return { endpoint: 'logout/done', query: { result: page.result } };
    case 'device':
      return { endpoint: 'device', query: page.userCode === '' ? {} : { user_code: page.userCode } };
    case 'device-done':
      return { endpoint: 'device/done', query: { interaction: page.interaction } };
    case 'error':
    case 'notice':
    case 'form-post':
      return null;
  }
}
