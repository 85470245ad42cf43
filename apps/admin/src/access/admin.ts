import type { Actor } from '@portcullis/oauth';
import type { AdminRole } from '../members/admin-member.entity.js';
import type { AdminSession } from '../session/admin-session.entity.js';

/** Who makes the request, once the guard has let it in. */
export interface Admin {
  /** For the audit log. */
  readonly actor: Actor;
  /** `client`: a program with the scope of the API and no person behind it. */
  readonly role: AdminRole | 'client';
  /** The browser session; null when an access token was presented. */
  readonly session: AdminSession | null;
}
