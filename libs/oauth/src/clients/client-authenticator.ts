import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { invalidClient } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Limits } from '../limits/limits.js';
import { AuthMethods } from './auth-methods.js';
import type { Client, ClientAuthMethod } from './client.entity.js';
import { Clients, type RegisteredClient } from './clients.js';
import type { ClientAuthRequest } from './strategies/auth-method.decorator.js';

/** Finds out which client is calling: exactly one method, the one the client is registered for. */
@Injectable()
export class ClientAuthenticator {
  constructor(
    private readonly methods: AuthMethods,
    private readonly clients: Clients,
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @throws invalid_client, the same for an unknown client, a wrong proof and a wrong method, but naming the method to
   *   whoever holds the secret; invalid_request for two methods at once (RFC 6749 section 2.3); 429 once too much was
   *   guessed from this source for this client
   */
  async authenticate(request: ClientAuthRequest): Promise<Client> {
    const { method, strategy } = this.methods.usedBy(request);
    const credentials = strategy.read(request);
    const { clientId } = credentials;
    const key = keyOf(clientId, request);
    this.limits.check('clientSecret', key);
    const found = await this.clients.find(clientId);
    const obstacle = obstacleFor(found, method);
    const asksForProof = obstacle === undefined || holdsSecretFor(found, method);
    /** Attempts that are left after the one that was taken, if one was. */
    let left: number | null = null;
    try {
      await credentials.prove(asksForProof ? found : null, async () => {
        left = await this.limits.reserve('clientSecret', key);
      });
    } catch (error) {
      if (!isInvalidClient(error)) {
        // Nothing was judged.
        if (left !== null) await this.limits.giveBack('clientSecret', key);
        throw error;
      }
      // Whoever proves nothing guesses nothing.
      if (method !== 'none') await this.noteFailure(clientId, found !== null, left, request);
      throw obstacle === undefined ? error : invalidClient.because(obstacle);
    }
    if (left !== null) await this.limits.giveBack('clientSecret', key);
    if (obstacle === undefined) return found!.client;
    const description = `This client is registered for ${found!.client.tokenEndpointAuthMethod}, not ${method}.`;
    throw invalidClient.describe(description).because(obstacle);
  }

  /**
   * Ids can be invented without end, so those that nobody has share a row for each source.
   *
   * @param reserved what was left after the attempt that was counted already; null when none was
   */
  private async noteFailure(
    clientId: string,
    isKnown: boolean,
    reserved: number | null,
    request: ClientAuthRequest,
  ): Promise<void> {
    const key = keyOf(clientId, request);
    if (!isKnown) return void (await this.limits.failHere('clientSecret', key, keyOf('', request)));
    if ((reserved ?? (await this.limits.fail('clientSecret', key))) > 0) return;
    const { source } = request;
    await this.audit.record('client_authentication.limited', { clientId, source, data: { source } });
  }
}

function keyOf(clientId: string, { source }: ClientAuthRequest): string {
  return JSON.stringify([clientId, source]);
}

/** Why nobody may authenticate as this client by this method, if so. For the log. */
function obstacleFor(found: RegisteredClient | null, method: ClientAuthMethod): string | undefined {
  if (!found) return 'unknown client';
  const { clientId, disabledAt, tokenEndpointAuthMethod } = found.client;
  if (disabledAt !== null) return `${clientId} is disabled`;
  return tokenEndpointAuthMethod === method
    ? undefined
    : `${clientId} is registered for ${tokenEndpointAuthMethod}`;
}

const SECRET_METHODS: readonly ClientAuthMethod[] = ['client_secret_basic', 'client_secret_post'];

/** Has this client a secret that could be right, although it is sent in another way than the client is registered for? */
function holdsSecretFor(found: RegisteredClient | null, method: ClientAuthMethod): boolean {
  if (!found || found.client.disabledAt !== null) return false;
  return [found.client.tokenEndpointAuthMethod, method].every((one) => SECRET_METHODS.includes(one));
}

function isInvalidClient(error: unknown): boolean {
  return error instanceof OAuthError && error.code === 'invalid_client';
}
