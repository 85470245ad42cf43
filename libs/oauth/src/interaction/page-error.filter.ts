import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { AuditLog, type AuditDetails } from '../audit/audit-log.js';
import { Unredirectable } from '../authorize/unredirectable.js';
import { Clients } from '../clients/clients.js';
import type { OAuthError } from '../errors/oauth-error.js';
import { toOAuthError } from '../errors/oauth-error.filter.js';
import { Clock } from '../primitives/clock.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import type { PageRequest } from './browser.js';
import { httpsOnly, toClientView } from './client-view.js';
import { errorPage } from './error-page.js';
import { InteractionGone } from './interaction-gone.js';
import { PageSender } from './page-sender.js';
import type { ErrorPage } from './pages.js';

/** What an error page can be looked up by. */
export type RefusalEvent = 'authorization_request.refused' | 'logout_request.refused';

const KIND_OF_STATUS: Readonly<Record<number, ErrorPage['kind']>> = {
  405: 'method',
  429: 'busy',
  503: 'busy',
};

/** The single exit for errors of the pages: nobody is redirected, and a refused request can be looked up by reference. */
@Catch()
@Injectable()
export class PageErrorFilter implements ExceptionFilter {
  constructor(
    protected readonly pages: PageSender,
    private readonly clients: Clients,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
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

  protected async answer(thrown: unknown, request: PageRequest, response: WireResponse): Promise<void> {
    if (thrown instanceof InteractionGone) return this.notice(thrown, request, response);
    if (thrown instanceof Unredirectable) {
      return this.pages.send(request, response, 400, await this.refused(thrown));
    }
    const error = toOAuthError(thrown);
    this.pages.send(request, response, error.status, this.failed(error), null, error.headers);
  }

  private async notice(gone: InteractionGone, request: PageRequest, response: WireResponse): Promise<void> {
    const client =
      gone.clientId === null ? null : await this.clients.findEnabled(gone.clientId).catch(() => null);
    const page = {
      name: 'notice',
      kind: gone.kind,
      client: client && toClientView(client),
      startAgainHref: httpsOnly(client?.uri ?? null),
    } as const;
    this.pages.send(request, response, 400, page);
  }

  protected async refused(
    { kind, description, client, received, code }: Unredirectable,
    event: RefusalEvent = 'authorization_request.refused',
  ): Promise<ErrorPage> {
    const data = { kind, description, received: received?.slice(0, 2000) ?? null, code };
    const reference = await this.record(event, { data, ...(client && { clientId: client.clientId }) });
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

  private failed({ status, code, description }: OAuthError): ErrorPage {
    const kind = KIND_OF_STATUS[status] ?? (status < 500 ? 'malformed' : 'server');
    return errorPage(this.clock.now(), { status, kind, code, description });
  }

  /** Without its record the page still says what is wrong; it only has no reference. */
  private async record(event: RefusalEvent, details: AuditDetails): Promise<string> {
    try {
      return await this.audit.record(event, details);
    } catch {
      return '';
    }
  }
}
