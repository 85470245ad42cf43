import { Injectable, Optional } from '@nestjs/common';
import type { OAuthError } from '../errors/oauth-error.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { Departures, type Carrier, type Departure } from '../pages/departures.js';
import { PageSender } from '../pages/page-sender.js';
import { ResolvedOptions } from '../oauth.options.js';
import { noteError } from '../wire/answer-notes.js';
import type { Session } from '../sessions/session.entity.js';
import { Sessions } from '../sessions/sessions.js';
import { CodeIssuer, type CodePermission } from '../tokens/code-issuer.js';
import type { AuthorizationError, Circumstances } from './authorization-error.js';
import type { AuthorizationRequest } from './authorization.request.js';
import {
  errorParameters,
  responseUrl,
  successParameters,
  type ResponseParameters,
  type ResponseTarget,
} from './authorization.response.js';
import { RequestUris } from './request-uris.js';

type Way = Omit<Departure, 'href'>;

/** Sends authorization responses: each ends the pushed request it answers, and travels as the client asked for it. */
@Injectable()
export class AuthorizationAnswers {
  constructor(
    private readonly codes: CodeIssuer,
    private readonly sessions: Sessions,
    private readonly departures: Departures,
    private readonly pages: PageSender,
    private readonly options: ResolvedOptions,
    @Optional() private readonly requestUris?: RequestUris,
  ) {}

  /**
   * @param session in which the user allows it
   * @param afterForm the user has been on our pages
   * @throws InteractionGone when the pushed request was answered before, by another tab for example, or the session has
   *   ended meanwhile
   */
  async grant(
    request: AuthorizationRequest,
    permission: CodePermission,
    session: Session,
    afterForm: boolean,
    carrier: Carrier,
  ): Promise<void> {
    const { client } = permission;
    if (!(await this.isFirst(request))) throw new InteractionGone('used', client.clientId);
    const code = await this.codes.issue(permission);
    // Asked once the rows are there: a sign-out before them has not ended them, and one after them does.
    if (!(await this.sessions.stands(session))) throw new InteractionGone('expired', client.clientId);
    const scopes = this.options.legacy ? permission.scopes : undefined;
    const parameters = successParameters(request, this.options.issuer, code, scopes);
    this.send(request, parameters, { client, afterForm, asks: null, uiLocales: request.uiLocales }, carrier);
  }

  /** An error may be told twice, so nobody has to be the first, and storage need not agree. */
  async refuse({ target, error, circumstances }: AuthorizationError, carrier: Carrier): Promise<void> {
    noteError(carrier.response, error.code);
    await this.isFirst(target).catch(() => undefined);
    const { client, afterForm, uiLocales } = circumstances;
    const asks = await this.asksBefore(error, circumstances);
    const parameters = errorParameters(target, this.options.issuer, error);
    this.send(target, parameters, { client, afterForm, asks, uiLocales }, carrier);
  }

  /** OpenID Connect Core section 3.1.2.1: a client that wanted no page gets its error without one (policy P20). */
  private async asksBefore(error: OAuthError, { client, silent }: Circumstances): Promise<Way['asks']> {
    if (silent || !(await this.departures.isStranger(client))) return null;
    return error.code === 'access_denied' ? 'denied' : 'refused';
  }

  private async isFirst({ pushedRequest }: ResponseTarget): Promise<boolean> {
    if (pushedRequest === null) return true;
    return (await this.requestUris?.complete(pushedRequest)) ?? false;
  }

  private send(target: ResponseTarget, parameters: ResponseParameters, way: Way, carrier: Carrier): void {
    if (target.responseMode === 'query') {
      const href = responseUrl(target.redirectUri, parameters);
      return this.departures.leave({ ...way, href }, carrier);
    }
    const fields = Object.entries(parameters).map(([name, value]) => ({ name, value }));
    const { redirectUri: action } = target;
    const page = { name: 'form-post', action, fields, automatic: way.asks === null, client: null } as const;
    this.pages.send(carrier.request, carrier.response, 200, page, way.uiLocales);
  }
}
