import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { readCookie } from './cookie.js';
import { Session } from './session.js';

const COOKIE = '__Host-portcullis-demo';
/** `Lax`, not `Strict`: a strict cookie would not come back with the redirect from the authorization server. */
const COOKIE_ATTRIBUTES: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };
const MAX_SESSIONS = 1_000;
const MAX_AGE_MS = 12 * 3_600_000;

/**
 * Sessions in the memory of this process. That is enough for a demo: a restart forgets everybody, and a second
 * process would not know them. A product keeps sessions, and refresh tokens encrypted, in its database.
 */
@Injectable()
export class Sessions {
  /** Oldest first, as a Map keeps its order of insertion. */
  private readonly byId = new Map<string, Session>();

  find(request: Request): Session | null {
    const id = readCookie(request.headers.cookie, COOKIE);
    const session = id ? this.byId.get(id) : undefined;
    if (!session) return null;
    if (Date.now() - session.startedAt.getTime() < MAX_AGE_MS) return session;
    this.byId.delete(session.id);
    return null;
  }

  findOrBegin(request: Request, response: Response): Session {
    const known = this.find(request);
    if (known) return known;
    const session = new Session(randomId(), new Date());
    this.keep(session, response);
    return session;
  }

  /** Gives the session a new id: one planted in the browser before the sign-up must not know the user. */
  renew(session: Session, response: Response): void {
    this.byId.delete(session.id);
    session.id = randomId();
    this.keep(session, response);
  }

  end(session: Session, response: Response): void {
    this.byId.delete(session.id);
    response.clearCookie(COOKIE, COOKIE_ATTRIBUTES);
  }

  private keep(session: Session, response: Response): void {
    this.byId.set(session.id, session);
    const oldest = this.byId.keys().next().value;
    if (this.byId.size > MAX_SESSIONS && oldest !== undefined) this.byId.delete(oldest);
    response.cookie(COOKIE, session.id, COOKIE_ATTRIBUTES);
  }
}

function randomId(): string {
  return randomBytes(32).toString('base64url');
}
