import type { Feature } from '../feature.js';
import { AuditController } from './audit.controller.js';
import { AuditNames } from './audit-names.js';
import { ChainChecks } from './chain-checks.js';
import { ChainController } from './chain.controller.js';
import { FollowerAccess } from './follower-access.js';
import { LiveEvents } from './live-events.js';

export const auditFeature: Feature = {
  // The chain first: its address is one that a reference could be.
  controllers: [ChainController, AuditController],
  providers: [AuditNames, ChainChecks, FollowerAccess, LiveEvents],
};
