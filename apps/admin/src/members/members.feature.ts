import type { Feature } from '../feature.js';
import { AdminMembers } from './admin-members.js';
import { Candidates } from './candidates.js';
import { MemberRegistry } from './member-registry.js';
import { MembersController } from './members.controller.js';

export const membersFeature: Feature = {
  controllers: [MembersController],
  providers: [AdminMembers, Candidates, MemberRegistry],
};
