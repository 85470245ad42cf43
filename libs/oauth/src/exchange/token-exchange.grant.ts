import { isPublic, type Client } from '../clients/client.entity.js';
import { invalidRequest, invalidScope, invalidTarget, unauthorizedClient } from '../errors/catalogue.js';
import { mayUse, sameResource, targetRefusal } from '../grants/audience.js';
import { GrantType, type Grant } from '../grants/grant-type.decorator.js';
import { stillAllowed } from '../grants/still-allowed.js';
import type { TokenRequest } from '../grants/token-request.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { ActingParty } from '../tokens/access-token.entity.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import type { ActiveToken } from '../tokens/active-token.js';
import type { Approval } from '../tokens/approval.js';
import { ExchangePolicy, type ExchangePermit } from './exchange-policy.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** A token that came from this many exchanges, one after another, can be exchanged no more. */
const MAX_EXCHANGES = 5;

/** They speak about signing in and lasting access, which are between the user and the client they allowed. */
const SIGN_IN_SCOPES = ['openid', 'offline_access'];

/**
 * Token exchange (RFC 8693): a client that acts for a user gets an access token for another API in return for the one
 * it has. Whether it may is the policy's to say; what the new token can never be more than is decided here.
 */
@GrantType('urn:ietf:params:oauth:grant-type:token-exchange')
export class TokenExchangeGrant implements Grant {
  constructor(
    private readonly policy: ExchangePolicy,
    private readonly tokens: AccessTokens,
    private readonly options: ResolvedOptions,
  ) {}

  get isOffered(): boolean {
    return this.policy.permitsAnything;
  }

  async approve(request: TokenRequest): Promise<Approval> {
    const { client } = request;
    // Anybody can call themselves by the id of a public client.
    if (isPublic(client)) throw unauthorizedClient;
    if ((request.optional('requested_token_type') ?? ACCESS_TOKEN) !== ACCESS_TOKEN) {
      throw invalidRequest.describe('Only access tokens are issued: requested_token_type is another.');
    }
    const target = targetOf(request);
    const subject = await this.subjectOf(request);
    const actor = await this.actorOf(request);
    const isMeantForClient = this.isMeantFor(client, subject);
    const permit = await this.policy.permit({ client, subject, actor, target, isMeantForClient });
    if (!permit || (target !== null && !sameResource(permit.audience, target))) {
      throw target === null ? invalidTarget : targetRefusal(client, target);
    }
    if (!isMeantForClient && !permit.acceptsForeignTokens) throw unacceptable('subject_token');
    const scopes = scopesFor(request, subject, permit);
    const act = actingParty(permit, client, subject, actor);
    return {
      client,
      subject: subject.subject,
      scopes,
      audience: [permit.audience],
      authorization: subject.authorization,
      nonce: null,
      consumes: null,
      act,
      notAfter: Math.min(subject.expiresAt, actor?.expiresAt ?? Infinity) * 1000,
      exchangedFrom: [...subject.exchangedFrom, { jti: subject.jti, client_id: subject.clientId }],
      issuedTokenType: ACCESS_TOKEN,
      audit: {
        event: 'token.exchanged',
        data: { kind: permit.kind, from: subject.clientId, act, audience: permit.audience, scopes },
      },
    };
  }

  /** A token without a user is refused: a client that acts for itself asks for a token of its own. */
  private async subjectOf(request: TokenRequest): Promise<ActiveToken> {
    const subject = await this.read(request, 'subject_token');
    if (subject.authorization === null) throw unacceptable('subject_token').because('no user is involved');
    if (subject.exchangedFrom.length >= MAX_EXCHANGES) {
      throw unacceptable('subject_token').because('exchanged %d times', MAX_EXCHANGES);
    }
    return subject;
  }

  /** Nobody but the client itself says who acts, and not on behalf of a third party, who would then go unnamed. */
  private async actorOf(request: TokenRequest): Promise<ActiveToken | null> {
    if (request.optional('actor_token') === undefined) {
      if (request.optional('actor_token_type') === undefined) return null;
      throw invalidRequest.describe('The parameter actor_token_type stands without actor_token.');
    }
    const actor = await this.read(request, 'actor_token');
    if (actor.clientId !== request.client.clientId) {
      throw unacceptable('actor_token').because('issued to another client');
    }
    if (actor.act !== null || actor.exchangedFrom.length > 0) {
      throw unacceptable('actor_token').because('itself comes from an exchange');
    }
    return actor;
  }

  /**
   * Access tokens of ours only, of either format.
   *
   * @throws invalid_request for a token that is unknown, expired, revoked or bound to a key that was not proven
   *   (RFC 8693 section 2.2.2)
   */
  private async read(request: TokenRequest, name: 'subject_token' | 'actor_token'): Promise<ActiveToken> {
    const type = request.required(`${name}_type`);
    if (type !== ACCESS_TOKEN && type !== JWT) {
      throw invalidRequest.describe(`Only access tokens can be exchanged: ${name}_type is another.`);
    }
    const token = await this.tokens.read(request.required(name));
    if (!token) throw unacceptable(name).because('not active');
    if (type === JWT && token.format !== 'jwt') throw unacceptable(name).because('not a JWT');
    if (token.dpopJkt !== null && token.dpopJkt !== request.dpopJkt) {
      throw unacceptable(name).because('bound to another key');
    }
    return token;
  }

  /** A resource server stands for its audiences: there it may also introspect what others present to it. */
  private isMeantFor(client: Client, subject: ActiveToken): boolean {
    if (subject.clientId === client.clientId) return true;
    const { issuer } = this.options;
    return client.mayIntrospect && subject.audience.some((audience) => mayUse(client, audience, issuer));
  }
}

/** One target, by either of its names (RFC 8693 section 2.1, RFC 8707 section 2). */
function targetOf(request: TokenRequest): string | null {
  const [target, ...others] = ['resource', 'audience'].flatMap(
    (name) => request.optional(name)?.split(' ') ?? [],
  );
  if (target === undefined) return null;
  if (!others.every((other) => sameResource(other, target))) throw invalidTarget.because('several targets');
  return target;
}

/** Never more than the subject token has, the client is registered for, and the policy allows. */
function scopesFor(request: TokenRequest, subject: ActiveToken, permit: ExchangePermit): readonly string[] {
  const most = stillAllowed(subject.scopes, request.client).filter(
    (scope) => !SIGN_IN_SCOPES.includes(scope) && (permit.scopes?.includes(scope) ?? true),
  );
  const scopes = request.scopesWithin(most);
  if (scopes.length === 0) throw invalidScope.because('nothing is left');
  return scopes;
}

/** Earlier actors stay on record, whoever comes after them (RFC 8693 section 4.1). */
function actingParty(
  { kind }: ExchangePermit,
  { clientId }: Client,
  subject: ActiveToken,
  actor: ActiveToken | null,
): ActingParty | null {
  if (kind === 'impersonation') {
    if (actor !== null) throw unacceptable('actor_token').because('impersonation names no actor');
    return subject.act;
  }
  return {
    sub: actor?.subject ?? clientId,
    client_id: clientId,
    ...(subject.act && { act: subject.act }),
  };
}

function unacceptable(name: 'subject_token' | 'actor_token'): typeof invalidRequest {
  return invalidRequest.describe(`The ${name} is not one that can be exchanged.`);
}
