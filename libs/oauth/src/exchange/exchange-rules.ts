import { Injectable } from '@nestjs/common';
import { invalidRequest } from '../errors/catalogue.js';
import { sameResource } from '../grants/audience.js';
import { ResolvedOptions } from '../oauth.options.js';
import { ExchangePolicy, type ExchangePermit, type ExchangeRequest } from './exchange-policy.js';
import type { ExchangeRule } from './exchange-rule.js';

/** The default policy: the first rule of the options that fits. */
@Injectable()
export class ExchangeRules extends ExchangePolicy {
  constructor(private readonly options: ResolvedOptions) {
    super();
  }

  override get permitsAnything(): boolean {
    return this.options.exchange.rules.length > 0;
  }

  override async permit(request: ExchangeRequest): Promise<ExchangePermit | null> {
    const { client, target } = request;
    const rules = this.options.exchange.rules.filter(
      (rule) =>
        rule.client === client.clientId && (target === null || sameResource(rule.targetAudience, target)),
    );
    if (rules.length === 0) return null;
    const rule = rules.find((candidate) => acceptsTokens(candidate, request));
    if (!rule)
      throw invalidRequest.describe('The presented tokens are not those that this client may exchange.');
    return {
      kind: rule.kind,
      audience: rule.targetAudience,
      scopes: rule.scopes,
      acceptsForeignTokens: rule.subjectAudience !== undefined,
    };
  }
}

/** Who presents an actor wants it to be named. */
function acceptsTokens(
  { kind, subjectAudience }: ExchangeRule,
  { subject, actor, isMeantForClient }: ExchangeRequest,
): boolean {
  if (actor !== null && kind === 'impersonation') return false;
  if (subjectAudience === undefined) return isMeantForClient;
  return subject.audience.some((audience) => sameResource(audience, subjectAudience));
}
