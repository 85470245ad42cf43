import { DiscoveryService } from '@nestjs/core';
import type { Approval } from '../tokens/approval.js';
import type { TokenRequest } from './token-request.js';

/** A grant (RFC 6749 section 1.3): reads its own parameters and decides. */
export interface Grant {
  /** False where the configuration leaves it nothing to do: it is then neither served nor advertised. Default: true. */
  readonly isOffered?: boolean;

  /**
   * @returns what may be issued and what it uses up
   * @throws OAuthError, such as `invalid_grant`
   */
  approve(request: TokenRequest): Promise<Approval>;
}

/**
 * Names the grant a provider serves. Built-in and custom grants use the same door: a host adds a provider with
 * `@GrantType('urn:example:…')` and needs nothing else.
 */
export const GrantType = DiscoveryService.createDecorator<string>();
