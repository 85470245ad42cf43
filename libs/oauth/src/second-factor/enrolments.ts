import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { AuthenticatorApps } from './authenticator-apps.js';
import { Passkeys, type PasskeyMethod } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';

/** Longest name of a passkey, as the column has room for. Characters. */
const MAX_NAME = 100;

/** Users set up a second factor. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly apps: AuthenticatorApps,
    private readonly passkeys: Passkeys,
    private readonly codes: RecoveryCodes,
    private readonly audit: AuditLog,
  ) {}

  /** @param code as typed, of the app that has the secret */
  async addApp(subject: string, secret: string, code: string): Promise<'added' | 'wrong' | 'exists'> {
    const outcome = await this.apps.add(subject, secret, code);
    if (outcome === 'added') {
      const data = { method: 'app' };
      await this.audit.record('second_factor.enrolled', { actor: subject, subject, data });
    }
    return outcome;
  }

  /**
   * @param purpose of the challenge that it answers
   * @param answer JSON of the browser's PublicKeyCredential
   * @returns what was added, or why nothing was
   */
  async addPasskey(
    subject: string,
    purpose: string,
    answer: string,
    name: string,
  ): Promise<PasskeyMethod | 'refused' | 'many'> {
    const outcome = await this.passkeys.add(subject, purpose, answer, passkeyName(name));
    if (outcome !== 'refused' && outcome !== 'many')
      await this.audit.record('passkey.added', { actor: subject, subject });
    return outcome;
  }

  /** @returns recovery codes to go with the factor that was just added; null for a user who has some */
  async codesFor(subject: string): Promise<readonly string[] | null> {
    return (await this.codes.left(subject)) > 0 ? null : this.codes.make(subject);
  }
}

/** Without what cannot be seen; a name of nothing else becomes a plain one. */
export function passkeyName(typed: string): string {
  const visible = typed
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  return Array.from(visible).slice(0, MAX_NAME).join('').trim() || 'Passkey';
}
