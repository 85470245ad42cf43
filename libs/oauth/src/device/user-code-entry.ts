import { Injectable } from '@nestjs/common';
import { OAuthError } from '../errors/oauth-error.js';
import type { UserCodeFailure } from '../pages/definitions/device.page.js';
import { Limits } from '../limits/limits.js';
import { Clock } from '../primitives/clock.js';
import type { DeviceCode } from './device-code.entity.js';
import { DeviceCodes } from './device-codes.js';
import { readUserCode } from './user-code.js';

/** All sources together. */
const EVERYBODY = '';

/** A user code that leads on. */
export interface EnteredCode {
  readonly userCode: string;
  readonly code: DeviceCode;
}

/** Finds what a user code stands for. Whoever enters one may be guessing (RFC 8628 section 5.1). */
@Injectable()
export class UserCodeEntry {
  constructor(
    private readonly codes: DeviceCodes,
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  /**
   * @param typed as the user typed it
   * @param source who counts as one guesser, as `sourceOf` says
   */
  async enter(typed: string, source: string): Promise<EnteredCode | UserCodeFailure> {
    const userCode = readUserCode(typed);
    if (userCode === undefined) return { kind: 'malformed' };
    let attemptsLeft: number;
    try {
      attemptsLeft = await this.limits.reserve('userCode', source);
      await this.limits.reserve('userCodeTotal', EVERYBODY);
    } catch (error) {
      if (error instanceof OAuthError && error.status === 429) return locked(error);
      throw error;
    }
    const code = await this.codes.findByUserCode(userCode);
    if (!code) return { kind: 'unknown', attemptsLeft };
    await this.limits.giveBack('userCode', source);
    await this.limits.giveBack('userCodeTotal', EVERYBODY);
    if (code.status !== 'pending') return { kind: 'used' };
    return code.expiresAt > this.clock.now() ? { userCode, code } : { kind: 'expired' };
  }
}

function locked({ headers }: OAuthError): UserCodeFailure {
  return { kind: 'locked', waitSeconds: Number(headers['Retry-After']) };
}
