import { account } from './en/account.js';
import { app } from './en/app.js';
import { audit } from './en/audit.js';
import { checks } from './en/checks.js';
import { clients } from './en/clients.js';
import { grants } from './en/grants.js';
import { keys } from './en/keys.js';
import { members } from './en/members.js';
import { overview } from './en/overview.js';
import { palette } from './en/palette.js';
import { playground } from './en/playground.js';
import { quickStart } from './en/quick-start.js';
import { references } from './en/references.js';
import { scopes } from './en/scopes.js';
import { serverSettings } from './en/server-settings.js';
import { tokenPreview } from './en/token-preview.js';
import { users } from './en/users.js';

/** One file per part of the app. */
export const en = {
  ...app,
  ...account,
  ...audit,
  ...checks,
  ...clients,
  ...grants,
  ...keys,
  ...members,
  ...overview,
  ...palette,
  ...playground,
  ...quickStart,
  ...references,
  ...scopes,
  ...serverSettings,
  ...tokenPreview,
  ...users,
} as const;
