import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountStore, PASSWORD, type Account } from '../accounts/account-store.js';
import { Clients } from '../clients/clients.js';
import { type Client } from '../clients/client.entity.js';
import { unauthorizedClient } from '../errors/catalogue.js';
import { approveCode } from '../grants/approve-code.js';
import { audienceFor } from '../grants/audience.js';
import { ClientCredentialsGrant } from '../grants/client-credentials.grant.js';
import { scopesRequested } from '../grants/requested-scopes.js';
import { TokenRequest } from '../grants/token-request.js';
import { toIntrospectionResponse } from '../introspection/introspection.response.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import type { Parameters } from '../primitives/parameters.js';
import { ScopeCatalogue } from '../scopes/scope-catalogue.js';
import type { Approval } from '../tokens/approval.js';
import { toAuthorization } from '../tokens/permission.js';
import {
  accessTokenClaims,
  accessTokenLifetime,
  hasIdToken,
  idTokenClaims,
  type KeyedApproval,
} from '../tokens/token-claims.js';
import { userinfoClaims } from '../userinfo/userinfo-claims.js';
import {
  absentFromUserinfo,
  toldAtUserinfo,
  withOrigins,
  type AbsentClaim,
  type PreviewedClaim,
  type Sources,
} from './claim-origins.js';
import { accessTokenSources, idTokenSources, USERINFO_SOURCES } from './claim-sources.js';
import { disabledUser, unknownClient, unknownUser } from './preview-refusals.js';

/** What one token, or the userinfo endpoint, would say. */
export interface PreviewedClaims {
  readonly claims: readonly PreviewedClaim[];
  readonly absent: readonly AbsentClaim[];
}

/** What the token endpoint would answer, and what could be learnt with it. Lifetimes are seconds. */
export interface PreviewedAnswer {
  readonly client_id: string;
  /** Null for a client that acts for itself. */
  readonly user: { readonly subject: string; readonly username: string } | null;
  readonly scopes: readonly string[];
  /** Of an opaque token it is what introspection says about it. */
  readonly access_token: PreviewedClaims & {
    readonly format: 'jwt' | 'opaque';
    /** Null for an opaque token, which nobody signs. */
    readonly alg: string | null;
    readonly expires_in: number;
  };
  /** Null without the scope `openid`, and without a user. */
  readonly id_token: (PreviewedClaims & { readonly alg: string; readonly expires_in: number }) | null;
  /** Null where there is no ID token. */
  readonly userinfo: PreviewedClaims | null;
  /** Null where none is issued. */
  readonly refresh_token: { readonly idle: number; readonly absolute: number } | null;
}

/** The user behind a preview, with what they would have allowed. */
interface Subject {
  readonly account: Account;
  readonly approval: KeyedApproval;
}

/**
 * What a client would get for a user, without a sign-in: decided and worded by the code that issues tokens. Nothing is
 * issued, signed or stored.
 */
@Injectable()
export class TokenPreview {
  constructor(
    private readonly clients: Clients,
    private readonly accounts: AccountStore,
    private readonly clientCredentials: ClientCredentialsGrant,
    private readonly catalogue: ScopeCatalogue,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param form `client`; `user`, a subject or a user name, or none for the client itself; `scope`, `resource` as in a
   *   request of that client
   * @throws unknown_client, unknown_user, disabled_user, and what the client itself would be refused for
   */
  async of(form: Parameters): Promise<PreviewedAnswer> {
    const client = await this.clients.findEnabled(form['client'] ?? '');
    if (!client) throw unknownClient;
    return form['user'] === undefined ? this.ofClient(client, form) : this.ofUser(client, form['user'], form);
  }

  private async ofClient(client: Client, form: Parameters): Promise<PreviewedAnswer> {
    if (!client.grantTypes.includes('client_credentials')) throw unauthorizedClient;
    const approval = {
      ...(await this.clientCredentials.approve(new TokenRequest(client, form))),
      dpopJkt: keyOf(client),
    };
    return {
      client_id: client.clientId,
      user: null,
      scopes: approval.scopes,
      access_token: this.accessToken(approval, null, form, []),
      id_token: null,
      userinfo: null,
      refresh_token: null,
    };
  }

  private async ofUser(client: Client, name: string, form: Parameters): Promise<PreviewedAnswer> {
    const { account, approval } = await this.approve(client, name, form);
    const { authorization, scopes } = approval;
    const { lifetimes } = this.options;
    const hasClaims = hasIdToken(approval);
    const released = await this.catalogue.claimsOf(scopes);
    const told = hasClaims ? userinfoClaims(account, released, authorization!.claims) : {};
    return {
      client_id: client.clientId,
      user: { subject: account.subject, username: account.username },
      scopes,
      access_token: this.accessToken(approval, account, form, toldAtUserinfo(told)),
      id_token: hasClaims ? this.idToken(approval, toldAtUserinfo(told)) : null,
      userinfo: hasClaims
        ? {
            claims: withOrigins(told, { ...(await this.scopeSources(scopes)), ...USERINFO_SOURCES }),
            absent: absentFromUserinfo(account, client, scopes, released, told),
          }
        : null,
      refresh_token: authorization!.mayRefresh
        ? {
            idle: Math.min(client.refreshTokenSeconds ?? lifetimes.refreshIdle, lifetimes.refreshAbsolute),
            absolute: lifetimes.refreshAbsolute,
          }
        : null,
    };
  }

  /** Claims that are released by scopes of this server's own. */
  private async scopeSources(scopes: readonly string[]): Promise<Sources> {
    const definitions = await this.catalogue.definitions();
    return Object.fromEntries(
      scopes.flatMap((scope) =>
        (definitions[scope]?.claims ?? []).map((claim) => [claim, ['scope', scope] as const]),
      ),
    );
  }

  /** As if the user had just signed in with a password and allowed what the client asks for. */
  private async approve(client: Client, name: string, form: Parameters): Promise<Subject> {
    const account = (await this.accounts.find(name)) ?? (await this.accounts.findByUsername?.(name)) ?? null;
    if (!account) throw unknownUser;
    if (account.disabled) throw disabledUser;
    if (!client.grantTypes.some((type) => USER_GRANTS.includes(type))) throw unauthorizedClient;
    const scopes = scopesRequested(client, form['scope']);
    const requested = form['resource'];
    const now = this.clock.now();
    const resources = requested === undefined ? [] : audienceFor(client, requested, [], this.options.issuer);
    const permission = {
      client,
      subject: account.subject,
      sessionId: timeOrderedId(now),
      authenticatedAt: now,
      acr: PASSWORD.acr,
      amr: PASSWORD.amr,
      scopes,
      requestedScopes: scopes,
      resources,
      claims: null,
    };
    const authorization = toAuthorization(permission, timeOrderedId(now), now, this.options.lifetimes);
    const terms = {
      client,
      authorization,
      account,
      resource: requested,
      nonce: null,
      issuer: this.options.issuer,
    };
    return { account, approval: { ...approveCode(terms), consumes: null, dpopJkt: keyOf(client) } };
  }

  private accessToken(
    approval: KeyedApproval,
    account: Account | null,
    form: Parameters,
    absent: readonly AbsentClaim[],
  ): PreviewedAnswer['access_token'] {
    const { client } = approval;
    const issuedAt = this.clock.now();
    const expiresIn = accessTokenLifetime(approval, issuedAt, this.options);
    const id = timeOrderedId(issuedAt);
    const isJwt = client.accessTokenFormat === 'jwt';
    const claims = isJwt
      ? accessTokenClaims(approval, { issuedAt, expiresIn, jti: idToText(id) }, this.options)
      : this.introspected(approval, account, id, issuedAt, expiresIn);
    return {
      format: client.accessTokenFormat,
      alg: isJwt ? client.accessTokenAlg : null,
      expires_in: expiresIn,
      claims: withOrigins(claims, accessTokenSources(client, account, form)),
      absent,
    };
  }

  /** An opaque token says nothing itself: this is what a resource server is told about it. */
  private introspected(
    approval: Approval & { readonly dpopJkt: string | null },
    account: Account | null,
    id: Buffer,
    issuedAt: number,
    expiresIn: number,
  ): Readonly<Record<string, unknown>> {
    const { client, subject, scopes, audience, authorization, dpopJkt } = approval;
    const token = {
      id,
      format: 'opaque' as const,
      jti: idToText(id),
      clientId: client.clientId,
      subject,
      scopes: [...scopes],
      audience: [...audience],
      issuedAt: toSeconds(issuedAt),
      expiresAt: toSeconds(issuedAt) + expiresIn,
      authorization,
      account,
      dpopJkt,
      act: null,
      exchangedFrom: [],
    };
    return { ...toIntrospectionResponse(token, this.options.issuer) };
  }

  private idToken(
    approval: KeyedApproval,
    absent: readonly AbsentClaim[],
  ): NonNullable<PreviewedAnswer['id_token']> {
    const claims = idTokenClaims(approval, this.clock.now(), 'preview', this.options);
    const nonce: AbsentClaim = { name: 'nonce', reason: 'not_requested', scope: null };
    return {
      alg: approval.client.idTokenAlg,
      expires_in: approval.client.idTokenSeconds ?? this.options.lifetimes.idToken,
      claims: withOrigins(claims, idTokenSources(approval.client)),
      absent: [nonce, ...absent],
    };
  }
}

/** Grants in which a user allows something; all of them end in the same tokens. */
const USER_GRANTS = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'];

/** Such a client shows a key with every request; one that is made up stands for it. */
function keyOf(client: Client): string | null {
  return client.dpopBoundAccessTokens ? randomBytes(32).toString('base64url') : null;
}
