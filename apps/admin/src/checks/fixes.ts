import { Injectable } from '@nestjs/common';
import { ClientRegistry, StaleVersion, UnknownClient, type Actor } from '@portcullis/oauth';
import { OwnRegistration } from '../clients/own-registration.js';
import { ApiError } from '../errors/api-error.js';
import { ClientChecks } from './client-checks.js';
import { findingId } from './finding-id.js';
import type { Finding } from './finding.entity.js';

/** Puts right what a rule has found, the way a person would: through the registry, which checks and writes it down. */
@Injectable()
export class Fixes {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly checks: ClientChecks,
    private readonly own: OwnRegistration,
  ) {}

  /**
   * @param version of the client that the person saw
   * @throws ApiError 409 when there is nothing to fix by itself
   * @throws StaleVersion, UnknownClient, InvalidClientSettings
   */
  async apply({ id, clientId }: Finding, version: number, actor: Actor): Promise<void> {
    const client = clientId === null ? null : await this.registry.get(clientId);
    if (!client) throw clientId === null ? notFixable() : new UnknownClient(clientId);
    if (client.version !== version) throw new StaleVersion(client.clientId);
    // What is to be done follows from the client as it is now, not from what was stored about it.
    const fix = (await this.checks.problemsOf(client)).find((problem) => findingId(problem) === id)?.fix;
    switch (fix?.kind) {
      case undefined:
        throw notFixable();
      case 'settings':
        this.own.refuseEdit(client.clientId, fix.changes);
        await this.registry.update(client.clientId, version, fix.changes, actor);
        return;
      case 'disable_secret':
        await this.own.refuseDisablingSecret(client.clientId, fix.secretId);
        await this.registry.setSecretDisabled(client.clientId, fix.secretId, true, actor);
    }
  }
}

function notFixable(): ApiError {
  return new ApiError(409, 'not_fixable', 'Nothing can put this right by itself, or somebody has done so.');
}
