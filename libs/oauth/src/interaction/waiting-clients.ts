import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { clientIdOf, type Interaction } from './interaction.entity.js';

/** The clients that wait while users are on our pages. */
@Injectable()
export class WaitingClients {
  constructor(private readonly clients: Clients) {}

  /**
   * @returns null on the way to a page of our own, for which no client waits
   * @throws InteractionGone when the client is disabled or gone
   */
  async of(interaction: Interaction): Promise<Client | null> {
    const clientId = clientIdOf(interaction);
    if (clientId === null) return null;
    const client = await this.clients.findEnabled(clientId);
    if (!client) throw new InteractionGone('expired');
    return client;
  }
}
