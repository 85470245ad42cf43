import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Consent } from '../consent/consent.entity.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { AccessToken } from '../tokens/access-token.entity.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { authorizationsWhere, type AuthorizationFilter } from './authorization-query.js';

/** What was ended. */
export interface Revoked {
  readonly authorizations: number;
  /** Of clients themselves. */
  readonly accessTokens: number;
}

/** Written down in one event, and in one unit, so that no unit holds locks for long. */
const BATCH = 200;

/**
 * Ends what users allowed clients, for administrators. From the commit on no code, refresh token or access token under
 * it is good on any process. Each revocation leaves one audit event in its own unit.
 */
@Injectable()
export class AuthorizationRevocations {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @returns false when it was revoked already */
  revoke({ id, clientId, subject }: Authorization, actor: Actor): Promise<boolean> {
    return this.database.unit(async (rows) => {
      const where = { id, revokedAt: null };
      const revoked = await rows.update(Authorization, where, { revokedAt: this.clock.now() });
      if (revoked !== 1) return false;
      const data = { authorization: id.toString('hex') };
      const event = { actor, clientId, subject, data };
      await this.audit.record('authorization.revoked', event, rows);
      return true;
    });
  }

  /**
   * Everything of a user, of a client, or of both: in one statement, however much there is.
   *
   * @param of without `subject`, a client's own access tokens end too, as far as storage knows them
   */
  async revokeAll(
    of: { readonly subject: string; readonly clientId?: string } | { readonly clientId: string },
    actor: Actor,
  ): Promise<Revoked> {
    return this.database.unit((rows) => this.revokeAllIn(of, actor, rows));
  }

  /** The same in a unit that is open already. */
  async revokeAllIn(
    of: { readonly subject: string; readonly clientId?: string } | { readonly clientId: string },
    actor: Actor,
    rows: Rows,
  ): Promise<Revoked> {
    const revokedAt = this.clock.now();
    const authorizations = await rows.update(Authorization, { ...of, revokedAt: null }, { revokedAt });
    const own = { ...of, authorizationId: null, revokedAt: null };
    const accessTokens = 'subject' in of ? 0 : await rows.update(AccessToken, own, { revokedAt });
    const data = { revoked: authorizations, accessTokens };
    await this.audit.record('authorizations.revoked', { actor, ...of, data }, rows);
    return { authorizations, accessTokens };
  }

  /**
   * Everything that a filter finds and that is not revoked, batch by batch: whoever is interrupted asks again and goes
   * on with the rest.
   *
   * @returns how many were revoked
   */
  async revokeMatching(filter: AuthorizationFilter, actor: Actor): Promise<number> {
    // What comes into being meanwhile was not meant.
    const until = this.clock.now();
    for (let revoked = 0; ;) {
      const found = await this.database.run(async (manager) => {
        const list = await authorizationsWhere(manager, { ...filter, revoked: false }, until);
        return list
          .andWhere('a.createdAt <= :until', { until })
          .orderBy('a.id', 'ASC')
          .limit(BATCH)
          .getMany();
      });
      if (found.length === 0) return revoked;
      revoked += await this.revokeBatch(found, actor);
      if (found.length < BATCH) return revoked;
    }
  }

  /** Also forgets the consent, so that the client has to ask again. @returns false when there was nothing (any more) */
  removeApp(subject: string, clientId: string, actor: Actor): Promise<boolean> {
    return this.database.unit(async (rows) => {
      const where = { subject, clientId, revokedAt: null };
      const authorizations = await rows.update(Authorization, where, { revokedAt: this.clock.now() });
      const scopes = await rows.delete(Consent, { subject, clientId });
      if (authorizations + scopes === 0) return false;
      const event = { actor, subject, clientId, data: { authorizations, scopes } };
      await this.audit.record('access.removed', event, rows);
      return true;
    });
  }

  /** One access token of a client itself. @returns false when it has none such that is good */
  revokeClientToken(clientId: string, id: Buffer, actor: Actor): Promise<boolean> {
    return this.database.unit(async (rows) => {
      const where = { id, clientId, authorizationId: null, revokedAt: null };
      const revoked = await rows.update(AccessToken, where, { revokedAt: this.clock.now() });
      if (revoked !== 1) return false;
      const event = { actor, clientId, data: { accessToken: id.toString('hex') } };
      await this.audit.record('access_token.revoked', event, rows);
      return true;
    });
  }

  private async revokeBatch(found: readonly Authorization[], actor: Actor): Promise<number> {
    const ids = found.map(({ id }) => id);
    return this.database.unit(async (rows) => {
      const where = { id: ids, revokedAt: null };
      const revoked = await rows.update(Authorization, where, { revokedAt: this.clock.now() });
      if (revoked > 0) {
        const data = { authorizations: ids.map((id) => id.toString('hex')) };
        await this.audit.record('authorizations.revoked', { actor, data }, rows);
      }
      return revoked;
    });
  }
}
