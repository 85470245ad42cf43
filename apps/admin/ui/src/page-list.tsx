import type { ReactNode } from 'react';
import type { Permission } from '../../src/access/permissions.js';
import { auditPages } from './audit/audit-pages.js';
import { checkPages } from './checks/check-pages.js';
import { accountPages } from './account/account-pages.js';
import { clientPages } from './clients/client-pages.js';
import { keyPages } from './keys/key-pages.js';
import { playgroundPages } from './playground/playground-pages.js';
import { overviewPages } from './overview/overview-pages.js';
import { memberPages } from './members/member-pages.js';
import { referencePages } from './references/reference-pages.js';
import { grantPages } from './grants/grant-pages.js';
import { scopePages } from './scopes/scope-pages.js';
import { serverSettingsPages } from './server-settings/server-settings-pages.js';
import type { IconName } from './shell/icon.js';
import { tokenPreviewPages } from './token-preview/token-preview-pages.js';

import { userPages } from './users/user-pages.js';
import { usagePages } from './usage/usage-pages.js';
import type { NavigationGroup } from './shell/places.js';

/** A page of the app: one entry makes its route, its place in the navigation and in the palette. */
export interface AdminPage {
  /** As react-router writes it; src/shell/addresses.ts has it too. */
  readonly path: string;
  /** `lazyPage()`: loaded when somebody goes there. */
  readonly element: ReactNode;
  /** What the person needs; somebody without it neither sees the page nor its link. */
  readonly needs: Permission | 'member';
  /** Its place in the navigation; a page without one is reached from another page. */
  readonly link?: {
    /** Key of the message. */
    readonly label: string;
    readonly icon: IconName;
    /** Left out: what shell/places.ts says of its address. */
    readonly group?: NavigationGroup;
  };
  /** Key of the message by which the palette names a page that has no link. */
  readonly title?: string;
}

/** In the order of the navigation. */
export const PAGES: readonly AdminPage[] = [
  ...overviewPages,
  ...clientPages,
  ...scopePages,
  ...checkPages,
  ...userPages,
  ...grantPages,
  ...memberPages,
  ...keyPages,
  ...auditPages,
  ...usagePages,
  ...referencePages,
  ...tokenPreviewPages,
  ...playgroundPages,
  ...serverSettingsPages,
  ...accountPages,
];
