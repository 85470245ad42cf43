import { Injectable, Optional } from '@nestjs/common';
import type { OAuthError } from '../errors/oauth-error.js';
import type { PageRequest } from '../interaction/browser.js';
import { InteractionGone } from '../interaction/interaction-gone.js';
import { PageSender } from '../interaction/page-sender.js';
import { ResolvedOptions } from '../oauth.options.js';
import { CodeIssuer, type CodeGrant } from '../tokens/code-issuer.js';
import { redirect, type WireResponse } from '../wire/send.js';
import {
  errorParameters,
  responseUrl,
  successParameters,
  type ResponseParameters,
  type ResponseTarget,
} from './authorization.response.js';
import { RequestUris } from './request-uris.js';

/** The browser that carries an answer to the client. */
export interface Carrier {
  readonly request: PageRequest;
  readonly response: WireResponse;
}

/** Sends authorization responses: each ends the pushed request it answers, and travels as the client asked for it. */
@Injectable()
export class AuthorizationAnswers {
  constructor(
    private readonly codes: CodeIssuer,
    private readonly pages: PageSender,
    private readonly options: ResolvedOptions,
    @Optional() private readonly requestUris?: RequestUris,
  ) {}

  /** @throws InteractionGone when the pushed request was answered before, by another tab for example */
  async grant(target: ResponseTarget, permission: CodeGrant, carrier: Carrier): Promise<void> {
    if (!(await this.isFirst(target))) throw new InteractionGone('used', permission.client.clientId);
    const code = await this.codes.issue(permission);
    const scopes = this.options.legacy ? permission.scopes : undefined;
    this.send(target, successParameters(target, this.options.issuer, code, scopes), carrier);
  }

  /** An error may be told twice, so nobody has to be the first, and storage need not agree. */
  async refuse(target: ResponseTarget, error: OAuthError, carrier: Carrier): Promise<void> {
    await this.isFirst(target).catch(() => undefined);
    this.send(target, errorParameters(target, this.options.issuer, error), carrier);
  }

  private async isFirst({ pushedRequest }: ResponseTarget): Promise<boolean> {
    if (pushedRequest === null) return true;
    return (await this.requestUris?.complete(pushedRequest)) ?? false;
  }

  private send(target: ResponseTarget, parameters: ResponseParameters, { request, response }: Carrier): void {
    if (target.responseMode === 'query') {
      return redirect(response, responseUrl(target.redirectUri, parameters));
    }
    const fields = Object.entries(parameters).map(([name, value]) => ({ name, value }));
    this.pages.send(request, response, 200, {
      name: 'form-post',
      action: target.redirectUri,
      fields,
      client: null,
    });
  }
}
