import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { invalidRequest } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { audienceFor, mayUse } from '../grants/audience.js';
import { JwtReader } from '../keys/jwt-reader.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { ParsedParameters } from '../primitives/parameters.js';
import { redirectUriMatches } from '../primitives/redirect-uri.js';
import { isSubset, parseScope } from '../primitives/scope.js';
import { AuthorizationError } from './authorization-error.js';
import type { AuthorizationRequest } from './authorization.request.js';
import { CHECKS } from './checks.js';
import { Unredirectable } from './unredirectable.js';

/**
 * All parameters of a request together, in characters. Bounds what an anonymous request stores and what a redirect
 * back to the client has to carry.
 */
const MAX_LENGTH = 8192;

/** Longer than any name or list of languages: a hint that nobody can have meant is ignored, not refused. */
const MAX_HINT = 255;

/** Turns parameters into a checked request. */
@Injectable()
export class AuthorizationRequests {
  constructor(
    private readonly clients: Clients,
    private readonly jwts: JwtReader,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * @throws Unredirectable while the client or its redirect URI is not known good, AuthorizationError afterwards
   */
  async read(parsed: ParsedParameters): Promise<{ client: Client; request: AuthorizationRequest }> {
    const { client, redirectUri } = await this.trust(parsed);
    try {
      for (const check of CHECKS) check({ parsed, client, options: this.options });
      return { client, request: this.toRequest(parsed, client, redirectUri) };
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      // A state that came twice is nobody's state.
      const state = parsed.malformed.includes('state') ? null : (parsed.values['state'] ?? null);
      throw new AuthorizationError(error, { redirectUri, state });
    }
  }

  /**
   * Does a stored request still fit its client? An administrator may have changed the client while the user was on our
   * pages, and what is allowed no more must not be issued, nor the user sent to an address that is registered no more.
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

  private async trust({
    values,
    malformed,
    tooMany,
  }: ParsedParameters): Promise<{ client: Client; redirectUri: string }> {
    const { client_id: clientId, redirect_uri: redirectUri } = values;
    if (tooMany) {
      throw new Unredirectable('malformed', 'The request has too many parameters.', null, null);
    }
    if (Object.values(values).reduce((sum, value) => sum + value.length, 0) > MAX_LENGTH) {
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
    if (!client) throw new Unredirectable('unknown-client', 'No client has this client_id.', null, null);
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

  private toRequest({ values }: ParsedParameters, client: Client, redirectUri: string): AuthorizationRequest {
    const { resource } = values;
    const asked = parseScope(values['scope'] ?? '') ?? [];
    return Object.freeze({
      clientId: client.clientId,
      redirectUri,
      // No scope means all registered ones, but lasting access is only ever asked for by name.
      scopes: asked.length > 0 ? asked : client.scopes.filter((scope) => scope !== 'offline_access'),
      state: values['state'] ?? null,
      nonce: values['nonce'] ?? null,
      codeChallenge: values['code_challenge'] ?? null,
      resources: resource === undefined ? [] : audienceFor(client, resource, [], this.options.issuer),
      prompt: values['prompt']?.split(' ').filter(Boolean) ?? [],
      maxAge: values['max_age'] === undefined ? null : Number(values['max_age']),
      loginHint: hint(values['login_hint']),
      hintedSubject: this.subjectOf(values['id_token_hint'], client),
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
