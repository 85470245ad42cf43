import { All, Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Clients } from '../clients/clients.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { Clock } from '../primitives/clock.js';
import { queryOf } from '../wire/form.js';
import type { WireResponse } from '../wire/send.js';
import type { PageRequest } from './browser.js';
import { toClientView } from './client-view.js';
import { errorPage } from './error-page.js';
import { PageErrorFilter, type RefusalEvent } from './page-error.filter.js';
import { PageSender } from './page-sender.js';
import type { ErrorKind, ErrorPage } from './pages.js';

const REFUSALS: readonly string[] = [
  'authorization_request.refused',
  'logout_request.refused',
] satisfies RefusalEvent[];

/**
 * Shows a refused request again by its reference. What it prints comes from the stored record alone, never from the
 * query, so the page cannot be used to show somebody else's message.
 */
@Controller({ path: 'error', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class ErrorController {
  constructor(
    private readonly audit: AuditLog,
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
    const event = await this.audit.find(reference);
    if (!event || !REFUSALS.includes(event.event)) return null;
    const client = event.clientId === null ? null : await this.clients.findEnabled(event.clientId);
    return errorPage(event.at, {
      status: 200,
      kind: event.data['kind'] as ErrorKind,
      reference: event.id,
      code: String(event.data['code']),
      description: String(event.data['description']),
      received: event.data['received'] as string | null,
      client: client && toClientView(client),
    });
  }

  private neutral(): ErrorPage {
    return errorPage(this.clock.now(), { status: 200, kind: 'neutral' });
  }
}
