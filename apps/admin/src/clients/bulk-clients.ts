import { Injectable } from '@nestjs/common';
import { ClientBatches, ClientList, type BatchAction } from '@portcullis/oauth';
import { reachesClient, reachOf, type Admin } from '../access/admin.js';
import type { Permission } from '../access/permissions.js';
import { ApiError } from '../errors/api-error.js';
import { ClientAssignments } from '../members/client-assignments.js';
import { MOST_AT_ONCE, type BulkRequest } from './bulk.request.js';
import type { BulkFailure, BulkResponse } from './bulk.response.js';
import { toClientQuery } from './client-filter.request.js';
import { OwnRegistration } from './own-registration.js';

/** Does one thing to many clients, as far as the person may. */
@Injectable()
export class BulkClients {
  constructor(
    private readonly list: ClientList,
    private readonly batches: ClientBatches,
    private readonly assignments: ClientAssignments,
    private readonly own: OwnRegistration,
  ) {}

  /** @throws ApiError 400 when it is not clear which clients, or when there are too many */
  async run(
    action: BatchAction,
    permission: Permission,
    request: BulkRequest,
    admin: Admin,
  ): Promise<BulkResponse> {
    const keys = await this.keysOf(request, permission, admin);
    const refused = keys.flatMap((key): BulkFailure[] => {
      const reason = this.obstacle(key, action, permission, admin);
      return reason ? [{ key, reason }] : [];
    });
    if (request.dryRun) return { count: keys.length, done: 0, failed: refused };
    const stays = new Set(refused.map(({ key }) => key));
    const able = keys.filter((key) => !stays.has(key));
    const { done, failed } = await this.batches.run(action, able, admin.actor, (clientId, rows) =>
      this.assignments.forget(clientId)(rows),
    );
    return { count: keys.length, done, failed: [...refused, ...failed] };
  }

  private async keysOf(
    { keys, matching }: BulkRequest,
    permission: Permission,
    admin: Admin,
  ): Promise<string[]> {
    if ((keys === undefined) === (matching === undefined)) {
      throw new ApiError(400, 'invalid_request', 'Send either keys or matching.');
    }
    if (keys) return [...new Set(keys)];
    // Everything that matches, of what the person may change.
    const clientIds = reachOf(admin, permission) === 'own' ? [...admin.ownClients] : undefined;
    const found = await this.list.ids({ ...toClientQuery(matching!), clientIds }, MOST_AT_ONCE + 1);
    if (found.length > MOST_AT_ONCE) {
      throw new ApiError(400, 'too_many', `More than ${MOST_AT_ONCE} clients match. Narrow the list first.`);
    }
    return found;
  }

  private obstacle(
    clientId: string,
    action: BatchAction,
    permission: Permission,
    admin: Admin,
  ): string | undefined {
    if (!reachesClient(admin, permission, clientId)) return 'not_assigned';
    return clientId === this.own.clientId && action !== 'enable' ? 'protected_client' : undefined;
  }
}
