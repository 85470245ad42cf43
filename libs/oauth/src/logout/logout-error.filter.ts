import { Catch, Injectable } from '@nestjs/common';
import { Unredirectable } from '../pages/unredirectable.js';
import { Clients } from '../clients/clients.js';
import { Endpoints } from '../wire/endpoints.js';
import type { PageRequest } from '../sessions/browser.js';
import { FailureRecords } from '../pages/failure-records.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { WaysOut } from '../pages/ways-out.js';
import { Clock } from '../primitives/clock.js';
import type { WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';

/** Errors of the sign-out endpoint. A client's mistake must not keep the user signed in: the page offers the way out. */
@Catch()
@Injectable()
export class LogoutErrorFilter extends PageErrorFilter {
  constructor(
    pages: PageSender,
    clients: Clients,
    records: FailureRecords,
    clock: Clock,
    ways: WaysOut,
    private readonly endpoints: Endpoints,
  ) {
    super(pages, clients, records, clock, ways);
  }

  protected override async answer(
    thrown: unknown,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<void> {
    if (!(thrown instanceof Unredirectable)) return super.answer(thrown, request, response);
    const page = await this.refused(thrown, request, 'logout_request.refused');
    this.pages.send(request, response, 400, { ...page, signOutHref: this.endpoints.path('logout') });
  }
}
