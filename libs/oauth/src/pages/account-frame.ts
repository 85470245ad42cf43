import { initialOf } from './client-mark.js';
import type { AccountFrame, AccountSectionName } from './views.js';

/** What is drawn beside the name of a section: paths in a square of 24. */
const ICONS: Readonly<Record<AccountSectionName, string>> = {
  apps: 'M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM16.75 13.5v6.5M13.5 16.75H20',
  sessions: 'M3 5h18v11H3zM8.5 20h7M12 16v4',
  password: 'M8 14.5a3.75 3.75 0 1 1 0-7.5 3.75 3.75 0 0 1 0 7.5M11.5 10.75H21v3M17.5 10.75v2.5',
  'second-factor': 'M12 3l7 2.5v5.2c0 4.5-2.9 8-7 9.8-4.1-1.8-7-5.3-7-9.8V5.5zM8.8 11.8l2.3 2.3 4.2-4.6',
};

/** The frame as `partials/account-frame.hbs` sees it. */
export function toFrameModel({ account, sections, signOutHref }: AccountFrame) {
  return {
    account,
    named: account.name !== '',
    initial: initialOf(account.name || account.username),
    sections: sections.map((section) => ({ ...section, icon: ICONS[section.name] })),
    signOutHref,
  };
}

/** Values that a page in this frame must have, by their names. */
export function frameSays({ account, sections, signOutHref }: AccountFrame): Record<string, unknown> {
  return {
    'frame.account.username': account.username,
    'frame.signOutHref': signOutHref,
    ...Object.fromEntries(sections.map(({ href }, at) => [`frame.sections[${at}].href`, href])),
  };
}

/** What a template must have put on such a page. */
export function frameContains({ account, sections, signOutHref }: AccountFrame): string[] {
  return [account.username, ...sections.map(({ href }) => `href="${href}"`), `href="${signOutHref}"`];
}
