import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../primitives/clock.js';
import { mintHandle } from '../primitives/handle.js';
import { Database } from '../storage/database.js';
import { PasswordReset } from './password-reset.entity.js';

/** At the only moment its value exists outside the hands of the user. */
export interface HandedOverReset {
  /** For the link. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Links to a new password that an administrator hands over, where no mail reaches the user. */
@Injectable()
export class HandedOverResets {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * A link that is good once. Those from before are good no more: the last one counts.
   *
   * @param seconds for which it is good
   */
  async issue(subject: string, seconds: number, actor: Actor): Promise<HandedOverReset> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    const expiresAt = now + seconds * 1000;
    await this.database.unit(async (rows) => {
      await rows.update(PasswordReset, { subject, usedAt: null }, { usedAt: now });
      await rows.insert(PasswordReset, { id, digest, subject, createdAt: now, expiresAt, usedAt: null });
      const data = { expiresAt };
      await this.audit.record('password_reset.handed_over', { actor, subject, data }, rows);
    });
    return { token: value, expiresAt };
  }
}
