import { Catch, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Clients } from '../clients/clients.js';
import type { PageRequest } from '../sessions/browser.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { WaysOut } from '../pages/ways-out.js';
import { Clock } from '../primitives/clock.js';
import type { WireResponse } from '../wire/send.js';
import { AuthorizationAnswers } from './authorization-answers.js';
import { AuthorizationError } from './authorization-error.js';

/** Errors of the authorization endpoint: to the client when its redirect URI is known good, to a page otherwise. */
@Catch()
@Injectable()
export class AuthorizationErrorFilter extends PageErrorFilter {
  constructor(
    pages: PageSender,
    clients: Clients,
    audit: AuditLog,
    clock: Clock,
    ways: WaysOut,
    private readonly answers: AuthorizationAnswers,
  ) {
    super(pages, clients, audit, clock, ways);
  }

  protected override async answer(
    thrown: unknown,
    request: PageRequest,
    response: WireResponse,
  ): Promise<void> {
    if (!(thrown instanceof AuthorizationError)) return super.answer(thrown, request, response);
    await this.answers.refuse(thrown, { request, response });
  }
}
