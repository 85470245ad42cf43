import type { Client } from './client.entity.js';

/** Port: clients that are known from somewhere else than the registry. A registration of the same id goes first. */
export abstract class ClientSource {
  /** Could this id be one of its clients? Told from the id alone. */
  abstract covers(clientId: string): boolean;

  /**
   * @returns null when there is no such client
   * @throws 429 or 503 `temporarily_unavailable` when that cannot be told now
   */
  abstract find(clientId: string): Promise<Client | null>;

  /** Those of the clients that are known already. Asks nobody outside. */
  abstract recall(clientIds: readonly string[]): Promise<Client[]>;
}
