import { DiscoveryService } from '@nestjs/core';
import type { Parameters } from '../../primitives/parameters.js';
import type { ClientAuthMethod } from '../client.entity.js';
import type { RegisteredClient } from '../clients.js';

/** What a client authenticates with. */
export interface ClientAuthRequest {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  readonly form: Parameters;
  /** Where the request came from, as `sourceOf` tells it. */
  readonly source: string;
}

/** Who somebody says to be, and the proof of it. */
export interface ClientCredentials {
  readonly clientId: string;
  /**
   * @param registered null when nobody may authenticate under this id and by this method. That takes as long as a
   *   wrong proof, so that no answer tells which ids exist.
   * @param reserve takes an attempt; to be called before something is judged that could be guessed in a burst
   * @throws invalid_client unless the proof is good, always for null; what `reserve` throws
   */
  prove(registered: RegisteredClient | null, reserve: () => Promise<void>): Promise<void>;
}

/** One way in which a client says who it is (RFC 6749 section 2.3). */
export interface AuthStrategy {
  /** Does the request use this way, well or badly? */
  isUsedBy(request: ClientAuthRequest): boolean;
  /** @throws invalid_client for credentials that cannot be read */
  read(request: ClientAuthRequest): ClientCredentials;
}

/**
 * Names the `token_endpoint_auth_method` that a provider serves. A method that is switched off has no such provider:
 * it is neither promised nor taken.
 */
export const AuthMethod = DiscoveryService.createDecorator<ClientAuthMethod>();
