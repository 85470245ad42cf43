import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { Logos } from '../logos/logos.js';
import { toClientView } from './client-view.js';
import type { ClientView } from './views.js';

/** What pages show of clients, their logos included. */
@Injectable()
export class ClientViews {
  constructor(private readonly logos: Logos) {}

  /** Never fails for the sake of a picture. */
  async of(client: Client): Promise<ClientView> {
    return { ...toClientView(client), logo: await this.logos.pathOf(client).catch(() => null) };
  }
}
