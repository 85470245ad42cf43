import type { Feature } from '../feature.js';
import { AccountController } from './account.controller.js';
import { OwnSessions } from './own-sessions.js';
import { Preferences } from './preferences.js';

export const accountFeature: Feature = {
  controllers: [AccountController],
  providers: [OwnSessions, Preferences],
};
