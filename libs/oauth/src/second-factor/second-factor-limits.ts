import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Limits } from '../limits/limits.js';

/** Whose second factor is tried, and from where. */
export interface FactorAttempt {
  readonly subject: string;
  /** As `sourceOf` tells it. */
  readonly source: string;
  /** Null on the way to a page of our own. */
  readonly clientId: string | null;
  /** For the audit log. */
  readonly method: 'app' | 'recovery-code';
}

/** Ends the guessing of codes by somebody who knows the password. */
@Injectable()
export class SecondFactorLimits {
  constructor(
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Checks a code if there is an attempt left. It is taken before the check, so attempts that run at the same time
   * cannot be more than the limit.
   *
   * @param check uses the code up if it is right
   */
  async attempt(
    { subject, source, clientId, method }: FactorAttempt,
    check: () => Promise<boolean>,
  ): Promise<'right' | 'wrong' | 'limited'> {
    let left: number;
    try {
      await this.limits.reserve('secondFactorSource', source);
      left = await this.limits.reserve('secondFactor', subject);
    } catch (error) {
      if (error instanceof OAuthError && error.status === 429) return 'limited';
      throw error;
    }
    // Only its own attempt: a right code says nothing about who tried the wrong ones before it.
    const giveBack = (): Promise<unknown> =>
      Promise.all([
        this.limits.giveBack('secondFactorSource', source),
        this.limits.giveBack('secondFactor', subject),
      ]);
    let isRight: boolean;
    try {
      isRight = await check();
    } catch (error) {
      await giveBack();
      throw error;
    }
    if (isRight) {
      await giveBack();
      return 'right';
    }
    const details = { subject, clientId, source };
    await this.audit.record('second_factor.failed', { ...details, data: { method } });
    if (left === 0) await this.audit.record('second_factor.limited', { ...details, data: { source } });
    return 'wrong';
  }
}
