import { Injectable } from '@nestjs/common';
import { AuditLog, Clock, Database, type Actor } from '@portcullis/oauth';
import { Finding } from './finding.entity.js';
import { MutedCheck } from './muted-check.entity.js';

/** Takes somebody's word that a finding is all right, with a reason, and writes it down. */
@Injectable()
export class Mutes {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async mute(finding: Finding, reason: string, actor: Actor): Promise<void> {
    const { id, clientId, severity } = finding;
    const mutedAt = this.clock.now();
    await this.database.unit(async (rows) => {
      await rows.upsert(MutedCheck, [{ id, clientId, severity, reason, mutedBy: actor.name, mutedAt }]);
      await rows.update(Finding, { id }, { muted: true });
      const data = { ...objectOf(finding), reason };
      await this.audit.record('check.muted', { actor, clientId, data }, rows);
    });
  }

  async unmute(finding: Finding, actor: Actor): Promise<void> {
    const { id, clientId } = finding;
    await this.database.unit(async (rows) => {
      if ((await rows.delete(MutedCheck, { id })) === 0) return;
      await rows.update(Finding, { id }, { muted: false });
      const data = objectOf(finding);
      await this.audit.record('check.unmuted', { actor, clientId, data }, rows);
    });
  }

  /** Who muted what, by the id of the finding. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, MutedCheck>> {
    const mutes = ids.length > 0 ? await this.database.findMany(MutedCheck, { id: ids }) : [];
    return new Map(mutes.map((mute) => [mute.id, mute]));
  }
}

function objectOf({ rule, objectKind, objectId, objectName }: Finding): Record<string, unknown> {
  return { rule, object: { kind: objectKind, id: objectId, name: objectName } };
}
