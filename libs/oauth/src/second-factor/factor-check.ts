import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { AuthenticatorApps } from './authenticator-apps.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SecondFactorLimits, type FactorAttempt } from './second-factor-limits.js';

/** Checks what a user types as their second factor. */
@Injectable()
export class FactorCheck {
  constructor(
    private readonly apps: AuthenticatorApps,
    private readonly codes: RecoveryCodes,
    private readonly limits: SecondFactorLimits,
    private readonly audit: AuditLog,
  ) {}

  /** @param code as typed; a right one is used up */
  async check(attempt: FactorAttempt, code: string): Promise<'right' | 'wrong' | 'limited'> {
    const { subject, method } = attempt;
    if (method === 'app') return this.limits.attempt(attempt, () => this.apps.use(subject, code));
    const outcome = await this.limits.attempt(attempt, () => this.codes.use(subject, code));
    if (outcome === 'right') await this.audit.record('recovery_codes.used', { actor: subject, subject });
    return outcome;
  }
}
