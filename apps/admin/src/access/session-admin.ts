import { Injectable } from '@nestjs/common';
import { challenge } from '@portcullis/bearer';
import { sourceOf } from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import { AdminMembers } from '../members/admin-members.js';
import { AdminSessions } from '../session/admin-sessions.js';
import { readSessionCookie } from '../session/session-cookie.js';
import { SessionRenewal } from '../session/session-renewal.js';
import type { AdminRequest } from './admin-request.js';
import type { Admin } from './admin.js';

/** Methods that change nothing (RFC 9110 section 9.2.1) need no CSRF token. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** The admin behind a browser session. */
@Injectable()
export class SessionAdmin {
  constructor(
    private readonly sessions: AdminSessions,
    private readonly renewal: SessionRenewal,
    private readonly members: AdminMembers,
  ) {}

  /** @throws ApiError 401 without a live session, 403 without the CSRF token or when no longer a member */
  async identify(request: AdminRequest): Promise<Admin> {
    const session = await this.sessions.find(readSessionCookie(request.headers));
    if (!session || !(await this.renewal.keep(session))) {
      throw unauthenticated('Sign in first.');
    }
    if (
      !SAFE_METHODS.includes(request.method) &&
      !this.sessions.csrfTokenMatches(session, request.headers['x-csrf-token'])
    ) {
      throw new ApiError(403, 'csrf', 'Send the header X-CSRF-Token with the value from GET /api/session.');
    }
    const member = await this.members.find(session.subject);
    if (!member) {
      await this.renewal.end(session);
      throw unauthenticated('You are no longer a member. Sign in as somebody else.');
    }
    const { role, permissions, ownClients } = member;
    return {
      actor: { subject: session.subject, name: session.name, source: sourceOf(request) },
      role,
      permissions,
      ownClients,
      session,
    };
  }
}

/** RFC 9110 section 15.5.2: a 401 says how to authenticate. A browser ignores this scheme and shows no dialog. */
function unauthenticated(message: string): ApiError {
  return new ApiError(401, 'unauthenticated', message, undefined, { 'WWW-Authenticate': challenge() });
}
