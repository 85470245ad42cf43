import { Catch, Injectable } from '@nestjs/common';
import { Clients } from '../clients/clients.js';
import { accessDenied, consentRequired, loginRequired } from '../errors/catalogue.js';
import { toOAuthError } from '../errors/oauth-error.filter.js';
import type { PageRequest } from '../sessions/browser.js';
import { FailureRecords } from '../pages/failure-records.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import { WaysOut } from '../pages/ways-out.js';
import { Clock } from '../primitives/clock.js';
import type { WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { AuthorizationAnswers } from './authorization-answers.js';
import { AuthorizationError } from './authorization-error.js';

/** Answers, not mistakes: what a user decided is recorded where they did, and `prompt=none` only asks. */
const ANSWERS: readonly string[] = [accessDenied, loginRequired, consentRequired].map(({ code }) => code);

/** Errors of the authorization endpoint: to the client when its redirect URI is known good, to a page otherwise. */
@Catch()
@Injectable()
export class AuthorizationErrorFilter extends PageErrorFilter {
  constructor(
    pages: PageSender,
    clients: Clients,
    records: FailureRecords,
    clock: Clock,
    ways: WaysOut,
    private readonly answers: AuthorizationAnswers,
  ) {
    super(pages, clients, records, clock, ways);
  }

  protected override async answer(
    thrown: unknown,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<void> {
    if (!(thrown instanceof AuthorizationError)) return super.answer(thrown, request, response);
    const { code, description, status } = toOAuthError(thrown.error);
    // A database that does not answer is not asked to remember that.
    if (status < 500 && !ANSWERS.includes(code)) {
      // The user sees no page of it, but whoever looks after the client finds it like one.
      const { client } = thrown.circumstances;
      await this.recordRefusal({ kind: 'malformed', description, client, received: null, code }, request);
    }
    await this.answers.refuse(thrown, { request, response });
  }
}
