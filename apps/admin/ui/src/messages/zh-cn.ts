import { account } from './zh-cn/account.js';
import { app } from './zh-cn/app.js';
import { audit } from './zh-cn/audit.js';
import { checks } from './zh-cn/checks.js';
import { clients } from './zh-cn/clients.js';
import { grants } from './zh-cn/grants.js';
import { keys } from './zh-cn/keys.js';
import { members } from './zh-cn/members.js';
import { overview } from './zh-cn/overview.js';
import { palette } from './zh-cn/palette.js';
import { playground } from './zh-cn/playground.js';
import { quickStart } from './zh-cn/quick-start.js';
import { references } from './zh-cn/references.js';
import { scopes } from './zh-cn/scopes.js';
import { tokenPreview } from './zh-cn/token-preview.js';
import { users } from './zh-cn/users.js';
import type { Messages } from './messages.js';
import { serverSettings } from './zh-cn/server-settings.js';

export const zhCN: Messages = {
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
};
