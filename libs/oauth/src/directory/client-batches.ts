import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { OAuthError } from '../errors/oauth-error.js';
import type { Rows } from '../storage/rows.js';
import { UnknownClient } from '../clients/client-errors.js';
import { ClientRegistry } from '../clients/client-registry.js';
import { ClientRemoval } from './client-removal.js';

export const BATCH_ACTIONS = ['enable', 'disable', 'delete'] as const;
export type BatchAction = (typeof BATCH_ACTIONS)[number];

export interface BatchResult {
  readonly done: number;
  /** Clients that stayed as they were, with the reason as an error code. */
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
}

/** As many clients are worked on at a time: enough to keep the database busy, and others still get their turn. */
const AT_A_TIME = 4;

/** Does one thing to many clients. Each is a unit of its own with its own audit event, so that some may fail. */
@Injectable()
export class ClientBatches {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly removal: ClientRemoval,
  ) {}

  /**
   * @param further what the caller has to do in the unit of each deletion
   */
  async run(
    action: BatchAction,
    clientIds: readonly string[],
    actor: Actor,
    further?: (clientId: string, rows: Rows) => Promise<unknown>,
  ): Promise<BatchResult> {
    const waiting = [...new Set(clientIds)];
    const failed: { key: string; reason: string }[] = [];
    let done = 0;
    const work = async (): Promise<void> => {
      for (let clientId = waiting.shift(); clientId !== undefined; clientId = waiting.shift()) {
        try {
          await this.one(action, clientId, actor, further);
          done++;
        } catch (error) {
          failed.push({ key: clientId, reason: reasonOf(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return { done, failed };
  }

  private async one(
    action: BatchAction,
    clientId: string,
    actor: Actor,
    further?: (clientId: string, rows: Rows) => Promise<unknown>,
  ): Promise<void> {
    if (action === 'delete')
      await this.removal.delete(clientId, actor, (rows) => Promise.resolve(further?.(clientId, rows)));
    else await this.registry.setDisabled(clientId, action === 'disable', actor);
  }
}

/** @throws what nobody expected */
function reasonOf(error: unknown): string {
  if (error instanceof UnknownClient) return 'not_found';
  if (error instanceof OAuthError) return error.code;
  throw error;
}
