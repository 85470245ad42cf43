import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Database } from '../storage/database.js';
import { Passkey } from './passkey.entity.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { momentOfStep } from './totp.js';
import { Totp } from './totp.entity.js';

/** What a user can prove beside a password. Recovery codes alone are none: they stand in for one. */
export interface Factors {
  /** Milliseconds since the epoch. */
  readonly app: { readonly createdAt: number; readonly lastUsedAt: number } | null;
  /** Oldest first. */
  readonly passkeys: readonly Passkey[];
  readonly recoveryCodesLeft: number;
}

/** The second factors of users, by subject, whatever table the users are in. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  async of(subject: string): Promise<Factors> {
    const [app, passkeys, codes] = await Promise.all([
      this.database.find(Totp, { subject }),
      this.database.findMany(Passkey, { subject }, { orderBy: 'createdAt' }),
      this.database.findMany(RecoveryCode, { subject }),
    ]);
    return {
      app: app && { createdAt: app.createdAt, lastUsedAt: momentOfStep(app.lastStep) },
      passkeys,
      recoveryCodesLeft: codes.length,
    };
  }

  /** Can this user prove more than a password? */
  async has(subject: string): Promise<boolean> {
    const [app, passkey] = await Promise.all([
      this.database.find(Totp, { subject }),
      this.database.find(Passkey, { subject }),
    ]);
    return app !== null || passkey !== null;
  }

  /** @returns false when there was none (any more) */
  async removeApp(subject: string): Promise<boolean> {
    return this.database.unit(async (rows) => {
      if ((await rows.delete(Totp, { subject })) !== 1) return false;
      const others = await rows.find(Passkey, { subject });
      if (!others) await rows.delete(RecoveryCode, { subject });
      const data = { method: 'app' };
      await this.audit.record('second_factor.removed', { actor: subject, subject, data }, rows);
      return true;
    });
  }

  /** @returns false when the user has no such passkey (any more) */
  async removePasskey(subject: string, id: Buffer): Promise<boolean> {
    return this.database.unit(async (rows) => {
      if ((await rows.delete(Passkey, { id, subject })) !== 1) return false;
      const others = (await rows.find(Totp, { subject })) ?? (await rows.find(Passkey, { subject }));
      if (!others) await rows.delete(RecoveryCode, { subject });
      const data = { passkey: id.toString('hex') };
      await this.audit.record('passkey.removed', { actor: subject, subject, data }, rows);
      return true;
    });
  }

  /**
   * Takes everything away: for a user who has lost it all and has shown an administrator who they are, and for one
   * who is deleted.
   */
  async reset(subject: string, actor: Actor): Promise<void> {
    await this.database.unit(async (rows) => {
      await rows.delete(Totp, { subject });
      await rows.delete(Passkey, { subject });
      await rows.delete(RecoveryCode, { subject });
      await this.audit.record('second_factor.reset', { actor, subject }, rows);
    });
  }
}
