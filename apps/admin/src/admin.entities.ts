import { CheckScan } from './checks/check-scan.entity.js';
import { Finding } from './checks/finding.entity.js';
import { MutedCheck } from './checks/muted-check.entity.js';
import { ChainCheck } from './audit/chain-check.entity.js';
import { AdminMember } from './members/admin-member.entity.js';
import { ClientAssignment } from './members/client-assignment.entity.js';
import { AdminAccount1805800000001 } from './migrations/account.migration.js';
import { Admin1790000000001 } from './migrations/admin.migration.js';
import { AdminChecks1805600000001 } from './migrations/checks.migration.js';
import { AdminChainCheck1805100000001 } from './migrations/chain-check.migration.js';
import { AdminIdToken1795000000001 } from './migrations/id-token.migration.js';
import { AdminPlayground1805500000001 } from './migrations/playground.migration.js';
import { AdminRoles1805000000001 } from './migrations/roles.migration.js';
import { PlaygroundRun } from './playground/playground-run.entity.js';
import { PlaygroundSecret } from './playground/playground-secret.entity.js';
import { Dismissal } from './overview/dismissal.entity.js';
import { AdminSetup1805700000001 } from './migrations/setup.migration.js';
import { AdminSession } from './session/admin-session.entity.js';
import { AdminSetup } from './setup/admin-setup.entity.js';
import { PendingSignIn } from './sign-in/pending-sign-in.entity.js';

/** Tables of the admin app, beside those of the authorization server in the same database. */
export const ADMIN_ENTITIES = [
  AdminMember,
  ClientAssignment,
  AdminSession,
  PendingSignIn,
  Finding,
  MutedCheck,
  CheckScan,
  ChainCheck,
  PlaygroundRun,
  PlaygroundSecret,
  Dismissal,
  AdminSetup,
];

export const ADMIN_MIGRATIONS = [
  Admin1790000000001,
  AdminIdToken1795000000001,
  AdminRoles1805000000001,
  AdminChecks1805600000001,
  AdminAccount1805800000001,
  AdminChainCheck1805100000001,
  AdminPlayground1805500000001,
  AdminSetup1805700000001,
];
