import { Injectable } from '@nestjs/common';
import type { Requirements } from '../access/access.js';
import { DpopNonces } from '../dpop/dpop-nonces.js';
import { metadataUrl, resourceFor } from '../resource/addresses.js';
import { ResolvedBearerOptions } from '../resolved-bearer.options.js';
import type { BearerError } from './bearer.error.js';
import { challenge, type ChallengeParameters } from './challenge.js';
import type { Exchange, GuardedRequest } from './exchange.js';
import { schemeOf, type TokenScheme } from './read-access-token.js';

const RETRY_AFTER_SECONDS = 5;

/** Writes what a refusal says in its headers. The status and the body are the error's own. */
@Injectable()
export class Challenger {
  constructor(
    private readonly options: ResolvedBearerOptions,
    private readonly nonces: DpopNonces,
  ) {}

  /** The schemes in which a token may come, the plain one first: simple clients read only the first challenge. */
  get schemes(): readonly TokenScheme[] {
    const { dpop } = this.options;
    if (!dpop) return ['Bearer'];
    return dpop.required ? ['DPoP'] : ['Bearer', 'DPoP'];
  }

  /**
   * Writes the headers of a refusal: the challenges (RFC 6750 section 3), or when to ask again (RFC 9110 section
   * 10.2.3).
   *
   * @param needs what the route asks for
   * @returns the values of `WWW-Authenticate`
   */
  refuse(error: BearerError, { request, response }: Exchange, needs?: Requirements): string[] {
    response?.header('Cache-Control', 'no-store');
    if (error.code === 'temporarily_unavailable') {
      response?.header('Retry-After', String(RETRY_AFTER_SECONDS));
      return [];
    }
    // Not that of a missing scope: no token opens it, so none is asked for.
    if (error.getStatus() === 403 && error.code === undefined) return [];
    const challenges = this.challenges(error, request, needs);
    response?.header('WWW-Authenticate', challenges);
    this.offerNonce({ request, response });
    return challenges;
  }

  /** Tells the client which nonce its next proof needs (RFC 9449 sections 8.2 and 9). */
  offerNonce({ request, response }: Exchange): void {
    const nonce = this.nonces.current();
    if (nonce !== undefined && schemeOf(request.headers.authorization) === 'DPoP') {
      response?.header('DPoP-Nonce', nonce);
    }
  }

  private challenges(
    { code, message }: BearerError,
    request: GuardedRequest,
    needs: Requirements = { scopes: [] },
  ): string[] {
    const used = this.usedScheme(request);
    const failure = code && { error: code as ChallengeParameters['error'], errorDescription: message };
    const place = {
      scopes: needs.scopes,
      resourceMetadata: this.metadataOf(request),
    };
    switch (code) {
      case 'invalid_request':
        return [this.challenge(used, failure)];
      case 'invalid_dpop_proof':
      case 'use_dpop_nonce':
        return [this.challenge('DPoP', failure)];
      case 'insufficient_scope':
        return [this.challenge(used, { ...failure, ...place })];
      case 'insufficient_user_authentication':
        // With the scopes, so that one new authorization request can ask for both.
        return [this.challenge(used, { ...failure, ...place, acrValues: needs.acr, maxAge: needs.maxAge })];
      default:
        return this.schemes.map((scheme) =>
          this.challenge(scheme, scheme === used ? { ...failure, ...place } : place),
        );
    }
  }

  private challenge(scheme: TokenScheme, parameters: ChallengeParameters | undefined): string {
    const algorithms = scheme === 'DPoP' ? this.options.dpop?.algorithms : undefined;
    return challenge({ ...parameters, scheme, algorithms });
  }

  private usedScheme(request: GuardedRequest): TokenScheme {
    const used = schemeOf(request.headers.authorization);
    return used !== undefined && this.schemes.includes(used) ? used : this.schemes[0]!;
  }

  private metadataOf(request: GuardedRequest): string | undefined {
    if (!this.options.resourceMetadata) return undefined;
    const resource = resourceFor(this.options.resources, request);
    return resource === undefined ? undefined : metadataUrl(resource);
  }
}
