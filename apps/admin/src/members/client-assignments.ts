import { Injectable } from '@nestjs/common';
import type { Client, Rows } from '@portcullis/oauth';
import { reachOf, type Admin } from '../access/admin.js';
import { ClientAssignment } from './client-assignment.entity.js';

/** Which clients are assigned to whom, in the same unit in which the clients come and go. */
@Injectable()
export class ClientAssignments {
  /** Somebody who reaches assigned clients only is assigned the one they register. */
  assignTo(admin: Admin): (client: Client, rows: Rows) => Promise<void> {
    return async ({ clientId }, rows) => {
      if (reachOf(admin, 'clients.edit') !== 'own') return;
      await rows.insert(ClientAssignment, { subject: admin.actor.subject, clientId });
    };
  }

  forget(clientId: string): (rows: Rows) => Promise<number> {
    return (rows) => rows.delete(ClientAssignment, { clientId });
  }
}
