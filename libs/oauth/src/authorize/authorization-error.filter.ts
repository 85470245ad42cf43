import { Catch, Injectable } from '@nestjs/common';
import { PageErrorFilter } from '../interaction/page-error.filter.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clients } from '../clients/clients.js';
import type { PageRequest } from '../interaction/browser.js';
import { PageSender } from '../interaction/page-sender.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { AuthorizationError } from './authorization-error.js';
import { errorUrl } from './authorization.response.js';

/** Errors of the authorization endpoint: to the client when its redirect URI is known good, to a page otherwise. */
@Catch()
@Injectable()
export class AuthorizationErrorFilter extends PageErrorFilter {
  constructor(
    pages: PageSender,
    clients: Clients,
    audit: AuditLog,
    clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    super(pages, clients, audit, clock);
  }

  protected override async answer(
    thrown: unknown,
    request: PageRequest,
    response: WireResponse,
  ): Promise<void> {
    if (!(thrown instanceof AuthorizationError)) return super.answer(thrown, request, response);
    redirect(response, errorUrl(thrown.target, this.options.issuer, thrown.error));
  }
}
