import { All, Controller, Get, Param, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../../wire/endpoints.js';
import { invalidRequest, methodNotAllowed } from '../../errors/catalogue.js';
import type { PageRequest } from '../../sessions/browser.js';
import { queryOf } from '../../wire/form.js';
import { redirect, send, sendJson, type WireResponse } from '../../wire/send.js';
import { fixtures } from '../fixtures.js';
import { languages } from '../messages/messages.js';
import type { Language } from '../page-context.js';
import { PageErrorFilter } from '../page-error.filter.js';
import { toPageModel } from '../page-model.js';
import { PageSender } from '../page-sender.js';
import type { GalleryPage, GalleryState } from '../definitions/gallery.page.js';
import { harmless } from './harmless.js';

/** Shows every page in every state, through the renderer and with the headers that users get. */
@Controller({ path: 'gallery', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class GalleryController {
  constructor(
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
  ) {}

  @Get()
  all(@Req() request: PageRequest, @Res() response: WireResponse): void {
    const isDeadEnd = queryOf(request.url).values['from'] === 'nowhere';
    const page: GalleryPage = { name: 'gallery', groups: this.groups(), isDeadEnd, client: null };
    this.pages.send(request, response, 200, page);
  }

  /** Where the forms of samples lead. */
  @All('nowhere')
  nowhere(@Res() response: WireResponse): void {
    redirect(response, `${this.endpoints.path('gallery')}?from=nowhere`);
  }

  @Get([':page', ':page/:state'])
  one(
    @Param('page') page: string,
    @Param('state') state: string | undefined,
    @Req() request: PageRequest,
    @Res() response: WireResponse,
  ): void {
    const language = this.pages.languageFor(request);
    const id = state === undefined ? page : `${page}/${state}`;
    const fixture = fixtures(language).find((each) => each.id === id);
    if (!fixture) throw invalidRequest.as(404).describe('There is no such page in the gallery.');
    const links = languages.map(({ code, label }) => ({
      code,
      label,
      href: this.href(id, { lang: code }),
      current: code === language,
    }));
    const sample = this.pages.compose(fixture.page, language, links);
    if (queryOf(request.url).values['as'] === 'data') {
      return sendJson(response, 200, toPageModel(fixture.page, sample.context));
    }
    send(response, 200, harmless(sample.html, this.endpoints.path('gallery/nowhere')), sample.headers);
  }

  @All(['', ':page', ':page/:state'])
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  private groups(): GalleryPage['groups'] {
    const states = new Map<string, GalleryState[]>();
    for (const { id, page } of fixtures('en')) {
      states.set(page.name, [...(states.get(page.name) ?? []), this.state(id)]);
    }
    return [...states].map(([page, its]) => ({ page, states: its }));
  }

  private state(id: string): GalleryState {
    const inLanguage = (code: Language): string => this.href(id, { lang: code });
    return {
      id,
      href: this.href(id),
      languages: languages.map(({ code, label }) => ({ code, label, href: inLanguage(code) })),
      dataHref: this.href(id, { as: 'data' }),
    };
  }

  private href(id: string, query: Record<string, string> = {}): string {
    const search = new URLSearchParams(query).toString();
    return `${this.endpoints.path('gallery')}/${id}${search && `?${search}`}`;
  }
}
