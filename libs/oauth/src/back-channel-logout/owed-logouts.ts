import { Injectable } from '@nestjs/common';
import { Clients } from '../clients/clients.js';
import { Clock } from '../primitives/clock.js';
import { timeOrderedId } from '../primitives/id.js';
import { Authorizations } from '../tokens/authorizations.js';
import type { LogoutDelivery } from './logout-delivery.entity.js';

/** Whom the end of a session concerns (OpenID Connect Back-Channel Logout section 2.5). */
@Injectable()
export class OwedLogouts {
  constructor(
    private readonly authorizations: Authorizations,
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  /**
   * What the clients of a session are to be told: one row for each that got tokens in it and wants to know.
   *
   * @param sid of the session
   */
  async of(subject: string, sid: Buffer): Promise<LogoutDelivery[]> {
    const clientIds = await this.authorizations.clientsOf(sid);
    const clients = await Promise.all(clientIds.map((clientId) => this.clients.findEnabled(clientId)));
    const now = this.clock.now();
    return clients
      .filter((client) => client !== null && client.backchannelLogoutUri !== null)
      .map((client) => ({
        id: timeOrderedId(now),
        clientId: client!.clientId,
        subject,
        sessionId: sid,
        attempts: 0,
        dueAt: now,
        createdAt: now,
      }));
  }
}
