import { All, Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Clients } from '../clients/clients.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { Clock } from '../primitives/clock.js';
import { queryOf } from '../wire/form.js';
import type { WireResponse } from '../wire/send.js';
import type { PageRequest } from '../sessions/browser.js';
import { toClientView } from './client-view.js';
import { errorPage } from './error-page.js';
import { PageErrorFilter } from './page-error.filter.js';
import { PageSender } from './page-sender.js';
import { References } from './references.js';
import type { ErrorPage } from './definitions/error.page.js';

/**
 * Shows an error again by its reference. What it prints comes from the stored record alone, never from the
 * query, so the page cannot be used to show somebody else's message.
 */
@Controller({ path: 'error', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class ErrorController {
  constructor(
    private readonly references: References,
    private readonly clients: Clients,
    private readonly pages: PageSender,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    const reference = queryOf(request.url).values['reference'];
    const page = (reference && (await this.recorded(reference))) || this.neutral();
    this.pages.send(request, response, 200, page);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  private async recorded(reference: string): Promise<ErrorPage | null> {
    const error = await this.references.find(reference);
    if (!error) return null;
    const { at, status, kind, code, description, received, clientId } = error;
    const client = clientId === null ? null : await this.clients.findEnabled(clientId);
    return errorPage(at, {
      status,
      kind,
      reference: error.reference,
      code,
      description,
      received,
      client: client && toClientView(client),
    });
  }

  private neutral(): ErrorPage {
    return errorPage(this.clock.now(), { status: 200, kind: 'neutral' });
  }
}
