import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Unredirectable } from './unredirectable.js';
import { Clients } from '../clients/clients.js';
import { failureDetail } from '../errors/failure-detail.js';
import type { OAuthError } from '../errors/oauth-error.js';
import { toOAuthError } from '../errors/oauth-error.filter.js';
import { Clock } from '../primitives/clock.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import type { PageRequest } from '../sessions/browser.js';
import { toClientView } from './client-view.js';
import { errorPage } from './error-page.js';
import { FailureRecords } from './failure-records.js';
import { InteractionGone } from './interaction-gone.js';
import { PageSender } from './page-sender.js';
import type { ReferredEvent } from './references.js';
import { WaysOut } from './ways-out.js';
import type { ErrorPage } from './definitions/error.page.js';

const KIND_OF_STATUS: Readonly<Record<number, ErrorPage['kind']>> = {
  405: 'method',
  429: 'busy',
  503: 'busy',
};

/** Waiting, or another method, will do: there is nothing to look up. */
const PASSING: readonly ErrorPage['kind'][] = ['busy', 'method'];

/** What is on record of a request that was refused. */
type Refusal = Pick<Unredirectable, 'kind' | 'description' | 'client' | 'received' | 'code'>;

/** The single exit for errors of the pages: nobody is redirected, and what went wrong can be looked up by reference. */
@Catch()
@Injectable()
export class PageErrorFilter implements ExceptionFilter {
  constructor(
    protected readonly pages: PageSender,
    private readonly clients: Clients,
    private readonly records: FailureRecords,
    private readonly clock: Clock,
    private readonly ways: WaysOut,
  ) {}

  /** Nobody is above a filter: an error page that cannot be rendered must not become an unhandled rejection. */
  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const response = http.getResponse<WireResponse>();
    try {
      await this.answer(thrown, http.getRequest<PageRequest>(), response);
    } catch (unanswerable) {
      const error = toOAuthError(unanswerable);
      sendJson(response, error.status, error, { ...NO_STORE, ...error.headers });
    }
  }

  protected async answer(
    thrown: unknown,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<void> {
    if (thrown instanceof InteractionGone) return this.notice(thrown, request, response);
    if (thrown instanceof Unredirectable) {
      return this.pages.send(request, response, 400, await this.refused(thrown, request));
    }
    const reference = this.records.newReference();
    const error = toOAuthError(thrown, reference);
    const page = await this.failed(error, thrown, reference, request);
    this.pages.send(request, response, error.status, page, null, error.headers);
  }

  private async notice(gone: InteractionGone, request: PageRequest, response: WireResponse): Promise<void> {
    const client =
      gone.clientId === null ? null : await this.clients.findEnabled(gone.clientId).catch(() => null);
    const page = {
      name: 'notice',
      kind: gone.kind,
      client: client && toClientView(client),
      startAgainHref: gone.startAgainHref ?? this.ways.startAgain(client),
      accountHref: client ? null : this.ways.account(),
    } as const;
    this.pages.send(request, response, 400, page);
  }

  protected async refused(
    refusal: Unredirectable,
    request: SourceRequest,
    event?: ReferredEvent,
  ): Promise<ErrorPage> {
    const { kind, description, client, received, code } = refusal;
    const reference = await this.recordRefusal(refusal, request, event);
    return errorPage(this.clock.now(), {
      status: 400,
      kind,
      reference,
      code,
      description,
      received,
      client: client && toClientView(client),
    });
  }

  /** @returns the reference; empty when it was not recorded */
  protected recordRefusal(
    { kind, description, client, received, code }: Refusal,
    request: SourceRequest,
    event: ReferredEvent = 'authorization_request.refused',
  ): Promise<string> {
    const data = { kind, description, received: received?.slice(0, 2000) ?? null, code };
    const clientId = client?.clientId ?? null;
    return this.records.record(event, { data, source: sourceOf(request), clientId });
  }

  private async failed(
    { status, code, description }: OAuthError,
    thrown: unknown,
    logged: string,
    { method, url, ip }: PageRequest & SourceRequest,
  ): Promise<ErrorPage> {
    const kind = KIND_OF_STATUS[status] ?? (status < 500 ? 'malformed' : 'server');
    const path = url.split('?')[0]!.slice(0, 200);
    const data = { kind, status, code, description, method, path, failure: failureDetail(thrown) };
    // A database that does not answer is not asked to remember that.
    const recorded = PASSING.includes(kind)
      ? ''
      : await this.records.record('request.failed', { reference: logged, data, source: sourceOf({ ip }) });
    // The log has the reference of every failure of ours, so that it is of use without a record too.
    const reference = status >= 500 ? logged : recorded;
    return errorPage(this.clock.now(), { status, kind, reference, code, description });
  }
}
