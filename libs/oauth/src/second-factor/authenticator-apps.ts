import { Injectable } from '@nestjs/common';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { deriveKey, open, seal } from '../primitives/seal.js';
import { below } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { newTotpSecret, stepOfCode } from './totp.js';
import { Totp } from './totp.entity.js';

/** Nobody's: for users without an app, so that their answer takes as long. */
const DECOY = newTotpSecret();

/** Authenticator apps of users: one each. */
@Injectable()
export class AuthenticatorApps {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * Takes the app into use. Its first code counts as used.
   *
   * @param code as typed, by which the user shows that the app has the secret
   */
  async add(subject: string, secret: string, code: string): Promise<'added' | 'wrong' | 'exists'> {
    const now = this.clock.now();
    const step = stepOfCode(secret, code, now);
    if (step === null) return 'wrong';
    const sealed = seal(this.keyOf(subject), secret);
    try {
      await this.database.insert(Totp, { subject, secret: sealed, lastStep: step, createdAt: now });
      return 'added';
    } catch (error) {
      if (error instanceof DuplicateKey) return 'exists';
      throw error;
    }
  }

  /**
   * Uses a code up. No code is good twice, and none that is older than one that was used (RFC 6238 section 5.2): the
   * step moves forward in one statement, whichever process it comes from.
   *
   * @param code as typed
   */
  async use(subject: string, code: string): Promise<boolean> {
    const app = await this.database.find(Totp, { subject });
    const sealed = app?.secret ?? seal(this.keyOf(subject), DECOY);
    const step = stepOfCode(open(this.keyOf(subject), sealed).toString(), code, this.clock.now());
    if (!app || step === null) return false;
    // By its secret too: the app may have been replaced by another one meanwhile.
    const where = { subject, secret: app.secret, lastStep: below(step) };
    return (await this.database.update(Totp, where, { lastStep: step })) === 1;
  }

  /** One for each user, so that nobody who can write to the table can give a user somebody else's app. */
  private keyOf(subject: string): Buffer {
    return deriveKey(this.options.masterKey, `totp secret ${subject}`);
  }
}
