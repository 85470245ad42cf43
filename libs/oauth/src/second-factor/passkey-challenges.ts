import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Clock } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { PasskeyChallenge } from './passkey-challenge.entity.js';

/** For so long a user may look for their key. Milliseconds. */
const LIFETIME = 300_000;

/**
 * What a challenge is made for.
 *
 * @param kind of ceremony
 * @param bound what it belongs to: the id of an interaction or a session, and the subject where one is known
 */
export function passkeyPurpose(
  kind: 'sign-in' | 'second-factor' | 'set-up' | 'add',
  ...bound: readonly string[]
): string {
  return `${kind}:${sha256(JSON.stringify(bound)).toString('base64url')}`;
}

/** Challenges for passkeys (WebAuthn section 13.4.3). Each is good for one answer, in the place it was made for. */
@Injectable()
export class PasskeyChallenges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async issue(purpose: string): Promise<Buffer> {
    const challenge = randomBytes(32);
    const expiresAt = this.clock.now() + LIFETIME;
    await this.database.insert(PasskeyChallenge, { id: sha256(challenge), purpose, expiresAt });
    return challenge;
  }

  /** Uses a challenge up, before its answer is judged: true for exactly one caller. */
  async claim(challenge: Buffer, purpose: string): Promise<boolean> {
    const where = { id: sha256(challenge), purpose, expiresAt: above(this.clock.now()) };
    return (await this.database.delete(PasskeyChallenge, where)) === 1;
  }
}
