import { Injectable } from '@nestjs/common';
import { AuditLog, Database, idToText, type Actor } from '@portcullis/oauth';
import { AdminSession } from '../session/admin-session.entity.js';
import { AdminSessions } from '../session/admin-sessions.js';
import { SessionRenewal } from '../session/session-renewal.js';

/** Lets people end sessions of their own from another browser. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly sessions: AdminSessions,
    private readonly renewal: SessionRenewal,
    private readonly audit: AuditLog,
    private readonly database: Database,
  ) {}

  of({ subject }: Actor): Promise<AdminSession[]> {
    return this.sessions.of(subject);
  }

  /** @returns how many were still there */
  async end(sessions: readonly AdminSession[], actor: Actor): Promise<number> {
    const { subject } = actor;
    const ended = await this.database.unit(async (rows) => {
      let count = 0;
      for (const { id, source } of sessions) {
        if ((await rows.delete(AdminSession, { id })) === 0) continue;
        const data = { session: idToText(id), source };
        await this.audit.record('admin_session.ended', { actor, subject, data }, rows);
        count++;
      }
      return count;
    });
    await Promise.all(sessions.map((session) => this.renewal.forget(this.sessions.refreshToken(session))));
    return ended;
  }
}
