import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import type { AuditEventName } from '../audit/events.js';
import { Consent } from '../consent/consent.entity.js';
import { ClientLogo } from '../logos/client-logo.entity.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { RefreshToken } from '../tokens/refresh-token.entity.js';
import { UnknownClient } from '../clients/client-errors.js';
import { ClientOrigin } from '../clients/client-origin.entity.js';
import { ClientSecret } from '../clients/client-secret.entity.js';
import { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { settingsOf } from '../clients/settings-of.js';

/** Who and what a client would take along. */
export interface ClientDependents {
  /** Users with a live authorization. */
  readonly users: number;
  readonly authorizations: number;
  readonly refreshTokens: number;
}

/** Ends what clients were allowed, and clients themselves. */
@Injectable()
export class ClientRemoval {
  constructor(
    private readonly database: Database,
    private readonly clients: Clients,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** What would end with a client now, counted in the database. */
  async dependents(clientId: string): Promise<ClientDependents> {
    const now = this.clock.now();
    const [counted] = await this.database.run((manager) =>
      manager
        .createQueryBuilder(Authorization, 'a')
        .leftJoin(RefreshToken, 'r', 'r.id = a.id AND r.idleExpiresAt > :now')
        .select('COUNT(DISTINCT a.subject)', 'users')
        .addSelect('COUNT(*)', 'authorizations')
        .addSelect('COUNT(r.id)', 'refreshTokens')
        .where('a.clientId = :clientId', { clientId: Buffer.from(clientId) })
        .andWhere('a.revokedAt IS NULL AND a.expiresAt > :now', { now })
        .getRawMany<Record<keyof ClientDependents, number | string>>(),
    );
    const { users, authorizations, refreshTokens } = counted!;
    return {
      users: Number(users),
      authorizations: Number(authorizations),
      refreshTokens: Number(refreshTokens),
    };
  }

  /**
   * Ends every token of a client: codes, refresh tokens and access tokens under all its authorizations with this very
   * commit, the tokens it got for itself within a second (they are judged by the client, which is remembered so long).
   * What users consented to stays.
   *
   * @returns how many authorizations were still standing
   * @throws UnknownClient
   */
  async revokeTokens(clientId: string, actor: Actor): Promise<number> {
    const now = this.clock.now();
    const revoked = await this.database.unit(async (rows) => {
      if ((await rows.update(Client, { clientId }, { tokensRevokedAt: now })) === 0)
        throw new UnknownClient(clientId);
      const authorizations = await rows.update(
        Authorization,
        { clientId, revokedAt: null },
        { revokedAt: now },
      );
      await this.record('client.tokens_revoked', clientId, actor, { authorizations }, rows);
      return authorizations;
    });
    this.clients.forget(clientId);
    return revoked;
  }

  /**
   * Deletes a client with everything that hangs on it: authorizations are revoked, secrets, consents, origins and its
   * logo deleted, in one unit.
   *
   * @param further what the caller has to delete in the same unit
   * @returns how many authorizations were still standing
   * @throws UnknownClient
   */
  async delete(clientId: string, actor: Actor, further?: (rows: Rows) => Promise<unknown>): Promise<number> {
    const now = this.clock.now();
    const revoked = await this.database.unit(async (rows) => {
      const client = await rows.find(Client, { clientId });
      if (!client || (await rows.delete(Client, { clientId })) === 0) throw new UnknownClient(clientId);
      const authorizations = await rows.update(
        Authorization,
        { clientId, revokedAt: null },
        { revokedAt: now },
      );
      await rows.delete(ClientSecret, { clientId });
      await rows.delete(Consent, { clientId });
      await rows.delete(ClientOrigin, { clientId });
      await rows.delete(ClientLogo, { clientId });
      await further?.(rows);
      await this.record(
        'client.deleted',
        clientId,
        actor,
        { before: settingsOf(client), authorizations },
        rows,
      );
      return authorizations;
    });
    this.clients.forget(clientId);
    return revoked;
  }

  private async record(
    event: AuditEventName,
    clientId: string,
    actor: Actor,
    data: Record<string, unknown>,
    rows: Rows,
  ): Promise<void> {
    await this.audit.record(event, { actor, clientId, data }, rows);
  }
}
