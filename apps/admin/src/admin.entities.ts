import { AdminMember } from './members/admin-member.entity.js';
import { Admin1790000000001 } from './migrations/admin.migration.js';
import { AdminIdToken1795000000001 } from './migrations/id-token.migration.js';
import { AdminSession } from './session/admin-session.entity.js';
import { PendingSignIn } from './sign-in/pending-sign-in.entity.js';

/** Tables of the admin app, beside those of the authorization server in the same database. */
export const ADMIN_ENTITIES = [AdminMember, AdminSession, PendingSignIn];

export const ADMIN_MIGRATIONS = [Admin1790000000001, AdminIdToken1795000000001];
