import { Injectable, Optional } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { DpopProofs } from '../dpop/dpop-proofs.js';
import { invalidRequest, invalidRequestUri } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { audienceFor, mayUse } from '../grants/audience.js';
import { scopesRequested } from '../grants/requested-scopes.js';
import { JwtReader } from '../keys/jwt-reader.js';
import { ResolvedOptions } from '../oauth.options.js';
import { lengthOf, type ParsedParameters } from '../primitives/parameters.js';
import { redirectUriMatches } from '../primitives/redirect-uri.js';
import { isSubset } from '../primitives/scope.js';
import type { AllowedClaims } from '../tokens/authorization.entity.js';
import { AuthorizationError } from './authorization-error.js';
import { claimsCoveredBy, type AuthorizationRequest } from './authorization.request.js';
import type { ResponseTarget } from './authorization.response.js';
import { CHECKS } from './checks.js';
import { parseClaims } from './claims.request.js';
import { REQUEST_URI, RequestUris, type ReferredRequest } from './request-uris.js';
import { unknownClient, Unredirectable } from '../pages/unredirectable.js';

/**
 * All parameters of a request together, in characters. Bounds what an anonymous request stores and what a redirect
 * back to the client has to carry.
 */
const MAX_LENGTH = 8192;

/** Longer than any name or list of languages: a hint that nobody can have meant is ignored, not refused. */
const MAX_HINT = 255;

export interface CheckedRequest {
  readonly client: Client;
  readonly request: AuthorizationRequest;
}

/** Turns parameters into a checked request. */
@Injectable()
export class AuthorizationRequests {
  constructor(
    private readonly clients: Clients,
    private readonly jwts: JwtReader,
    private readonly options: ResolvedOptions,
    @Optional() private readonly requestUris?: RequestUris,
    @Optional() private readonly proofs?: DpopProofs,
  ) {}

  /**
   * Reads what the user's browser brought: the request itself, or the reference of one that was pushed before.
   *
   * @throws Unredirectable while the client or its redirect URI is not known good, AuthorizationError afterwards
   */
  async read(parsed: ParsedParameters): Promise<CheckedRequest> {
    const referred = await this.referred(parsed);
    if (!referred) return this.check(parsed, false);
    // What stands beside the reference counts for nothing (RFC 9126 section 4, RFC 9101 section 6.3).
    const pushed = { values: referred.parameters, malformed: [], tooMany: false };
    const { client, request } = await this.check(pushed, true);
    return { client, request: { ...request, pushedRequest: referred.id } };
  }

  /**
   * @param pushed whether the client itself sent it
   * @throws Unredirectable while the client or its redirect URI is not known good, AuthorizationError afterwards
   */
  async check(parsed: ParsedParameters, pushed: boolean): Promise<CheckedRequest> {
    const { client, redirectUri } = await this.trust(parsed);
    try {
      for (const check of CHECKS) check({ parsed, client, options: this.options, pushed });
      return { client, request: this.toRequest(parsed, client, redirectUri) };
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      throw new AuthorizationError(error, targetOf(parsed, redirectUri), {
        client,
        silent: listIn(parsed.values['prompt']).includes('none'),
        afterForm: false,
        uiLocales: hint(parsed.values['ui_locales']),
      });
    }
  }

  /**
   * Does a stored request still fit its client? An administrator may have changed the client while the user was on our
   * pages, and what is allowed no more must not be issued, nor the user sent to an address that is registered no
   * more.
   */
  stillFits(client: Client, request: AuthorizationRequest): boolean {
    return (
      client.grantTypes.includes('authorization_code') &&
      redirectUriMatches(client.redirectUris, request.redirectUri) &&
      isSubset(request.scopes, client.scopes) &&
      request.resources.every((resource) => mayUse(client, resource, this.options.issuer)) &&
      (request.codeChallenge !== null || !client.requirePkce)
    );
  }

  /**
   * @returns null when the request stands for itself
   * @throws Unredirectable: where the answer would go stands in the request that was not found
   */
  private async referred({ values, malformed }: ParsedParameters): Promise<ReferredRequest | null> {
    const { request_uri: requestUri, client_id: clientId } = values;
    if (requestUri === undefined || !requestUri.startsWith(REQUEST_URI) || !this.requestUris) return null;
    if (clientId === undefined || malformed.includes('client_id') || malformed.includes('request_uri'))
      return null;
    const found = await this.requestUris.find(requestUri, clientId);
    if (found) return found;
    const client = await this.clients.findEnabled(clientId);
    const { code, description } = invalidRequestUri;
    throw new Unredirectable('malformed', description, client, null, code);
  }

  private async trust({
    values,
    malformed,
    tooMany,
  }: ParsedParameters): Promise<{ client: Client; redirectUri: string }> {
    const { client_id: clientId, redirect_uri: redirectUri } = values;
    if (tooMany) {
      throw new Unredirectable('malformed', 'The request has too many parameters.', null, null);
    }
    if (lengthOf(values) > MAX_LENGTH) {
      throw new Unredirectable('malformed', 'The request is too long.', null, null);
    }
    if (clientId === undefined || malformed.some((name) => name.startsWith('client_id'))) {
      throw new Unredirectable(
        'unknown-client',
        'The parameter client_id is missing or repeated.',
        null,
        null,
      );
    }
    const client = await this.clients.findEnabled(clientId);
    if (!client) throw unknownClient(clientId);
    // Required even with one registered URI (policy P7).
    if (redirectUri === undefined || malformed.some((name) => name.startsWith('redirect_uri'))) {
      throw new Unredirectable(
        'malformed',
        'The parameter redirect_uri is missing or repeated.',
        client,
        null,
      );
    }
    if (!redirectUriMatches(client.redirectUris, redirectUri)) {
      const description = 'The redirect URI in this request is not registered for this client.';
      throw new Unredirectable('redirect-mismatch', description, client, redirectUri);
    }
    return { client, redirectUri };
  }

  private toRequest(parsed: ParsedParameters, client: Client, redirectUri: string): AuthorizationRequest {
    const { values } = parsed;
    const { resource } = values;
    const scopes = scopesRequested(client, values['scope']);
    const claims = parseClaims(values['claims']);
    return Object.freeze({
      ...targetOf(parsed, redirectUri),
      clientId: client.clientId,
      scopes,
      claims: scopes.includes('openid') ? withinReach(claims.names, client) : null,
      nonce: values['nonce'] ?? null,
      codeChallenge: values['code_challenge'] ?? null,
      // A server without DPoP could never see that key proven.
      dpopJkt: (this.proofs && values['dpop_jkt']) ?? null,
      resources: resource === undefined ? [] : audienceFor(client, resource, [], this.options.issuer),
      prompt: listIn(values['prompt']),
      maxAge: values['max_age'] === undefined ? null : Number(values['max_age']),
      acrValues: claims.essentialAcr
        ? claims.acrValues
        : [...listIn(values['acr_values']), ...claims.acrValues],
      essentialAcr: claims.essentialAcr,
      loginHint: hint(values['login_hint']),
      hintedSubject: this.subjectOf(values['id_token_hint'], client) ?? claims.subject,
      uiLocales: hint(values['ui_locales']),
    });
  }

  /** The hint may have expired, but it must be an ID token of ours for this very client. */
  private subjectOf(idTokenHint: string | undefined, client: Client): string | null {
    if (idTokenHint === undefined) return null;
    const claims = this.jwts.read(idTokenHint, 'JWT', true);
    if (claims?.['aud'] !== client.clientId) {
      throw invalidRequest.describe('The id_token_hint is no ID token for this client.');
    }
    return String(claims['sub']);
  }
}

function hint(value: string | undefined): string | null {
  return value !== undefined && value.length <= MAX_HINT ? value : null;
}

function listIn(value: string | undefined): readonly string[] {
  return value?.split(' ').filter(Boolean) ?? [];
}

/** Where the answer goes. A value that came twice is nobody's. */
function targetOf({ values, malformed }: ParsedParameters, redirectUri: string): ResponseTarget {
  const once = (name: string): string | undefined => (malformed.includes(name) ? undefined : values[name]);
  return {
    redirectUri,
    state: once('state') ?? null,
    responseMode: once('response_mode') === 'form_post' ? 'form_post' : 'query',
    pushedRequest: null,
  };
}

/** A claim needs the permission of the scope that covers it, so the client must be one that may ask for that. */
function withinReach(names: AllowedClaims, { scopes }: Client): AllowedClaims | null {
  const claims = claimsCoveredBy(scopes, names);
  return claims.userinfo.length + claims.idToken.length > 0 ? claims : null;
}
