import { Injectable, Logger } from '@nestjs/common';
import { Authority } from '../authority/authority.js';
import { AuthorityUnreachable } from '../authority/authority-unreachable.js';
import { SignInRefused } from '../authority/sign-in-refused.js';
import type { AdminSession } from './admin-session.entity.js';
import { AdminSessions } from './admin-sessions.js';

/** Keeps a session in step with the authorization server: an account disabled there loses its session here. */
@Injectable()
export class SessionRenewal {
  private readonly logger = new Logger(SessionRenewal.name);

  constructor(
    private readonly sessions: AdminSessions,
    private readonly authority: Authority,
  ) {}

  /** @returns false when the session has ended */
  async keep(session: AdminSession): Promise<boolean> {
    if (!this.sessions.needsRenewal(session)) return true;
    const refreshToken = this.sessions.refreshToken(session);
    if (!refreshToken || !(await this.sessions.claimRenewal(session))) return true;
    try {
      const renewed = await this.authority.renew(refreshToken);
      await this.sessions.renewed(session, renewed.refreshToken, renewed.expiresIn);
      return true;
    } catch (error) {
      // Nobody can have been refused by a server that is down. The session's own ends still hold.
      if (error instanceof AuthorityUnreachable) {
        this.logger.warn('The authorization server cannot be reached; the session is kept for now.');
        return true;
      }
      if (!(error instanceof SignInRefused)) throw error;
      await this.sessions.end(session);
      return false;
    }
  }

  /** Ends a session here and its authorization at the authorization server. */
  async end(session: AdminSession): Promise<void> {
    if (await this.sessions.end(session)) await this.forget(this.sessions.refreshToken(session));
  }

  /** Revokes a refresh token that nobody will use. Best effort: it also expires by itself. */
  async forget(refreshToken: string | undefined): Promise<void> {
    if (!refreshToken) return;
    await this.authority.revoke(refreshToken).catch((error: unknown) => {
      this.logger.warn(`A refresh token could not be revoked: ${String(error)}`);
    });
  }
}
