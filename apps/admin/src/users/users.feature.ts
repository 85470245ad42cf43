import type { Feature } from '../feature.js';
import { MemberShield } from './member-shield.js';
import { PasswordLinks } from './password-links.js';
import { UserAccessController } from './user-access.controller.js';
import { UserCircumstancesReader } from './user-circumstances.js';
import { UsersController } from './users.controller.js';

export const usersFeature: Feature = {
  controllers: [UsersController, UserAccessController],
  providers: [MemberShield, PasswordLinks, UserCircumstancesReader],
};
