import { Injectable } from '@nestjs/common';
import { above, Clock, Database, deriveKey, mintHandle, open, readHandle, seal } from '@portcullis/oauth';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AdminSettings } from '../settings.js';
import { AdminSession } from './admin-session.entity.js';
import { ABSOLUTE, RENEW_RETRY, TOUCH_EVERY, idleEnd, renewalTime } from './session-lifetime.js';

export interface NewSession {
  readonly subject: string;
  readonly name: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  /** Seconds until the access token ends. */
  readonly expiresIn: number;
  /** Milliseconds since the epoch. */
  readonly provenAt: number;
  /** By what the person recognises it among others. */
  readonly browser: BrowserTrace;
}

/** What is known of the browser behind a session. */
export interface BrowserTrace {
  readonly userAgent: string | undefined;
  /** An IP address. */
  readonly source: string | undefined;
}

/** Characters; what the column holds. */
const MAX_USER_AGENT = 400;

/** Sessions of the admin app: opened, found, prolonged, ended. */
@Injectable()
export class AdminSessions {
  private readonly sealKey: Buffer;
  private readonly csrfKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    settings: AdminSettings,
  ) {
    this.sealKey = deriveKey(settings.masterKey, 'admin-session');
    this.csrfKey = deriveKey(settings.masterKey, 'admin-csrf');
  }

  /** @returns the cookie value; it is stored nowhere */
  async start({
    subject,
    name,
    refreshToken,
    idToken,
    expiresIn,
    provenAt,
    browser,
  }: NewSession): Promise<string> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    const absoluteExpiresAt = now + ABSOLUTE;
    await this.database.insert(AdminSession, {
      id,
      digest,
      subject,
      name,
      refreshToken: this.sealed(refreshToken),
      idToken: this.sealed(idToken),
      createdAt: now,
      provenAt,
      lastSeenAt: now,
      idleExpiresAt: idleEnd(now, absoluteExpiresAt),
      absoluteExpiresAt,
      renewAt: refreshToken ? renewalTime(now, expiresIn) : absoluteExpiresAt,
      userAgent: browser.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      source: browser.source ?? null,
    });
    return value;
  }

  /** The live session of a cookie, or null. */
  async find(cookie: string | undefined): Promise<AdminSession | null> {
    const handle = cookie === undefined ? undefined : readHandle(cookie);
    if (!handle) return null;
    const session = await this.database.find(AdminSession, { id: handle.id });
    if (!session || !timingSafeEqual(session.digest, handle.digest)) return null;
    const now = this.clock.now();
    if (session.idleExpiresAt <= now || session.absoluteExpiresAt <= now) return null;
    if (now - session.lastSeenAt >= TOUCH_EVERY) await this.touch(session, now);
    return session;
  }

  /** The live sessions of one person, the one used last first. */
  async of(subject: string): Promise<AdminSession[]> {
    const now = this.clock.now();
    const where = { subject, idleExpiresAt: above(now) };
    const found = await this.database.findMany(AdminSession, where, {
      orderBy: 'lastSeenAt',
      descending: true,
    });
    return found.filter(({ absoluteExpiresAt }) => absoluteExpiresAt > now);
  }

  /** @returns false when the row was gone already: somebody else ended it */
  async end(session: AdminSession): Promise<boolean> {
    return (await this.database.delete(AdminSession, { id: session.id })) === 1;
  }

  needsRenewal(session: AdminSession): boolean {
    return session.renewAt <= this.clock.now();
  }

  /**
   * True for exactly one of the requests that find a session due. The others go on with the session as it is: using
   * one refresh token twice would look like theft to the authorization server.
   */
  async claimRenewal(session: AdminSession): Promise<boolean> {
    const due = { id: session.id, renewAt: session.renewAt };
    const renewAt = this.clock.now() + RENEW_RETRY;
    return (await this.database.update(AdminSession, due, { renewAt })) === 1;
  }

  /** @param refreshToken the rotated one; undefined when the authorization server kept the old one */
  async renewed(session: AdminSession, refreshToken: string | undefined, expiresIn: number): Promise<void> {
    const renewAt = renewalTime(this.clock.now(), expiresIn);
    const changes = refreshToken ? { renewAt, refreshToken: this.sealed(refreshToken) } : { renewAt };
    await this.database.update(AdminSession, { id: session.id }, changes);
  }

  refreshToken(session: AdminSession): string | undefined {
    return this.opened(session.refreshToken);
  }

  /** Undefined for a session from before it was kept. */
  idToken(session: AdminSession): string | undefined {
    return this.opened(session.idToken);
  }

  /** Derived from the session, so it needs no column and ends with it. */
  csrfToken(session: AdminSession): string {
    return createHmac('sha256', this.csrfKey).update(session.digest).digest('base64url');
  }

  csrfTokenMatches(session: AdminSession, presented: unknown): boolean {
    if (typeof presented !== 'string') return false;
    const expected = Buffer.from(this.csrfToken(session));
    const given = Buffer.from(presented);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private async touch(session: AdminSession, now: number): Promise<void> {
    const idleExpiresAt = idleEnd(now, session.absoluteExpiresAt);
    await this.database.update(AdminSession, { id: session.id }, { lastSeenAt: now, idleExpiresAt });
  }

  private sealed(token: string | undefined): Buffer | null {
    return token ? seal(this.sealKey, token) : null;
  }

  private opened(sealed: Buffer | null): string | undefined {
    return sealed ? open(this.sealKey, sealed).toString() : undefined;
  }
}
