import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { newRecoveryCode, RECOVERY_CODES, recoveryCodeDigest } from './recovery-code.js';
import { RecoveryCode } from './recovery-code.entity.js';

/** Codes for users who have lost their second factor. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @returns new ones, known to nobody else from now on; older ones are good no more */
  async make(subject: string): Promise<readonly string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    const createdAt = this.clock.now();
    const made = codes.map((code) => ({ subject, digest: recoveryCodeDigest(code)!, createdAt }));
    await this.database.unit(async (rows) => {
      await rows.delete(RecoveryCode, { subject });
      await rows.insertMany(RecoveryCode, made);
      await this.audit.record('recovery_codes.made', { actor: subject, subject }, rows);
    });
    return codes;
  }

  /** Uses a code up: true for exactly one caller. */
  async use(subject: string, typed: string): Promise<boolean> {
    const digest = recoveryCodeDigest(typed);
    return digest !== null && (await this.database.delete(RecoveryCode, { subject, digest })) === 1;
  }

  async left(subject: string): Promise<number> {
    return (await this.database.findMany(RecoveryCode, { subject })).length;
  }
}
