import { StandingAuthorizations } from '../tokens/standing-authorizations.js';
import { AccountForms } from './account-forms.js';
import { AccountFrames } from './account-frames.js';
import { AccountNotes } from './account-notes.js';
import { AccountPasswordController } from './account-password.controller.js';
import { AccountSessionsController } from './account-sessions.controller.js';
import { AccountVisits } from './account-visits.js';
import { AccountController } from './account.controller.js';
import { ConnectedApps } from './connected-apps.js';
import { ConnectedAppsController } from './connected-apps.controller.js';
import { PasswordChange } from './password-change.js';

/** What users see and decide about their own account. */
export const MY_ACCOUNT = {
  controllers: [
    AccountController,
    ConnectedAppsController,
    AccountSessionsController,
    AccountPasswordController,
  ],
  providers: [
    AccountVisits,
    AccountFrames,
    AccountForms,
    AccountNotes,
    StandingAuthorizations,
    ConnectedApps,
    PasswordChange,
  ],
};
