import { Injectable } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { ResolvedOptions } from '../oauth.options.js';
import { hostCookie, readCookie } from '../wire/cookies.js';
import { queryOf } from '../wire/form.js';
import { noteError } from '../wire/answer-notes.js';
import { NO_STORE, send, type WireResponse } from '../wire/send.js';
import { PageAssetFiles } from './page-assets.js';
import { appendCookie, LANGUAGE_COOKIE, type PageRequest } from '../sessions/browser.js';
import { languages } from './messages/messages.js';
import { pickLanguage } from './messages/pick-language.js';
import { PageRenderer } from './page-renderer.js';
import type { Language, LanguageLink, PageContext } from './page-context.js';
import { definitionOf, type Page } from './pages.js';

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const YEAR = 31_536_000;

export interface ComposedPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the renderer was given beside the page. */
  readonly context: PageContext;
}

/** What an interaction knows of the language that its user wants. */
export interface LanguageWish {
  /** Chosen by the user on one of our pages, on the way of this interaction. */
  readonly chosen: string | null;
  /** As the client asked for (OpenID Connect Core section 3.1.2.1). */
  readonly uiLocales: string | null;
}

/** Renders a page in the user's language and sends it with the headers that every page has. */
@Injectable()
export class PageSender {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly endpoints: Endpoints,
    private readonly assets: PageAssetFiles,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * The language of the answer. What the user chose at some other time yields to what the client of this interaction
   * asks for, and to nothing else.
   *
   * @param wish of an interaction; a page that belongs to none may know `ui_locales`
   */
  languageFor(request: PageRequest, wish?: LanguageWish | string | null): Language {
    const now = queryOf(request.url).values['lang'];
    const remembered = readCookie(request.headers.cookie, LANGUAGE_COOKIE);
    const wishes =
      typeof wish === 'object' && wish !== null
        ? [now, wish.chosen, wish.uiLocales, remembered]
        : [now, remembered, wish];
    return pickLanguage(wishes, request.headers['accept-language']);
  }

  /**
   * @param wish as `languageFor` takes it
   * @param headers beside those that every page has, such as Retry-After
   */
  send(
    request: PageRequest,
    response: WireResponse,
    status: number,
    page: Page,
    wish?: LanguageWish | string | null,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    if (page.name === 'error' && status >= 400) noteError(response, page.code);
    const language = this.languageFor(request, wish);
    const chosen = queryOf(request.url).values['lang'];
    if (chosen !== undefined) appendCookie(response, hostCookie(LANGUAGE_COOKIE, language, YEAR));
    const { html, headers: own } = this.compose(page, language, this.languageLinks(page, language));
    send(response, status, html, { ...own, ...headers });
  }

  /**
   * A page as it is sent, without a visit.
   */
  compose(page: Page, language: Language, languages: readonly LanguageLink[]): ComposedPage {
    const folder = this.endpoints.path('assets');
    const context: PageContext = {
      language,
      languages,
      assets: this.assets.links(folder, page.client?.accent ?? null),
      brand: { ...this.options.brand, logo: this.assets.logo(folder) },
    };
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': language,
      'Content-Security-Policy': this.policyOf(page),
      // no-referrer would turn the Origin of our own form posts into "null".
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      ...NO_STORE,
    };
    return { html: this.renderer.render(page, context), headers, context };
  }

  /**
   * With form-action, unless the page's form may end at a client. In strict mode it is left out only where a form goes
   * to the client directly, and it names the schemes of the client's apps: a browser sends nobody there otherwise.
   */
  private policyOf(page: Page): string {
    const { endsAtClient, postsToClient = false } = definitionOf(page);
    if (postsToClient || (endsAtClient && !this.options.strictFormAction)) return POLICY;
    const schemes = endsAtClient ? (page.client?.appSchemes ?? []) : [];
    return [`${POLICY}; form-action 'self'`, ...schemes].join(' ');
  }

  /** Links back to the same page. */
  private languageLinks(page: Page, current: Language): LanguageLink[] {
    const here = definitionOf(page).address(page);
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
