import { Injectable } from '@nestjs/common';
import { invalidClient, invalidRequest } from '../errors/catalogue.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest, sha256 } from '../primitives/digest.js';
import type { Parameters } from '../primitives/parameters.js';
import type { ClientSecret } from './client-secret.entity.js';
import type { Client } from './client.entity.js';
import { Clients } from './clients.js';
import { SecretUsage } from './secret-usage.js';
import type { ClientCredentials } from './strategies/client-credentials.js';
import { readBasic } from './strategies/client-secret-basic.js';
import { readPost } from './strategies/client-secret-post.js';

/** Finds out which client is calling: exactly one method, the one the client is registered for. */
@Injectable()
export class ClientAuthenticator {
  constructor(
    private readonly clients: Clients,
    private readonly usage: SecretUsage,
    private readonly clock: Clock,
  ) {}

  /**
   * @param authorization the Authorization header
   * @param form the body's parameters
   * @throws invalid_client, the same for an unknown client, a wrong secret and a wrong method; invalid_request for
   *   two methods at once (RFC 6749 section 2.3)
   */
  async authenticate(authorization: string | undefined, form: Parameters): Promise<Client> {
    const credentials = this.read(authorization, form);
    const found = await this.clients.find(credentials.clientId);
    // Hashed whether or not the client exists, so that the two answers take the same time.
    const digest = sha256(credentials.secret ?? '');
    if (!found) throw invalidClient.because('unknown client');
    const { client, secrets } = found;
    if (client.disabledAt !== null) throw invalidClient.because('client is disabled');
    if (client.tokenEndpointAuthMethod !== credentials.method) {
      throw invalidClient.because('%s is registered for %s', client.clientId, client.tokenEndpointAuthMethod);
    }
    if (credentials.method === 'none') return client;
    const secret = secrets.find(
      (candidate) => this.isLive(candidate) && sameDigest(candidate.digest, digest),
    );
    if (!secret) throw invalidClient.because('wrong secret for %s', client.clientId);
    this.usage.note(secret);
    return client;
  }

  private read(authorization: string | undefined, form: Parameters): ClientCredentials {
    const basic = readBasic(authorization);
    const post = readPost(form);
    if (!basic) {
      if (!post) throw invalidClient.because('no credentials');
      return post;
    }
    if (form['client_secret'] !== undefined || form['client_assertion'] !== undefined) {
      throw invalidRequest.describe('Use one client authentication method, not two.');
    }
    if (post && post.clientId !== basic.clientId) {
      throw invalidRequest.describe('The client_id in the body is not the one in the Authorization header.');
    }
    return basic;
  }

  private isLive(secret: ClientSecret): boolean {
    return secret.disabledAt === null && (secret.expiresAt === null || secret.expiresAt > this.clock.now());
  }
}
