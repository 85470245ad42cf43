import { Catch, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Unredirectable } from '../authorize/unredirectable.js';
import { Clients } from '../clients/clients.js';
import { Endpoints } from '../discovery/endpoints.js';
import type { PageRequest } from '../interaction/browser.js';
import { PageErrorFilter } from '../interaction/page-error.filter.js';
import { PageSender } from '../interaction/page-sender.js';
import { Clock } from '../primitives/clock.js';
import type { WireResponse } from '../wire/send.js';

/** Errors of the sign-out endpoint. A client's mistake must not keep the user signed in: the page offers the way out. */
@Catch()
@Injectable()
export class LogoutErrorFilter extends PageErrorFilter {
  constructor(
    pages: PageSender,
    clients: Clients,
    audit: AuditLog,
    clock: Clock,
    private readonly endpoints: Endpoints,
  ) {
    super(pages, clients, audit, clock);
  }

  protected override async answer(
    thrown: unknown,
    request: PageRequest,
    response: WireResponse,
  ): Promise<void> {
    if (!(thrown instanceof Unredirectable)) return super.answer(thrown, request, response);
    const page = await this.refused(thrown, 'logout_request.refused');
    this.pages.send(request, response, 400, { ...page, signOutHref: this.endpoints.path('logout') });
  }
}
