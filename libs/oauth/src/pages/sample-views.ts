import type { AccountFrame, AccountSectionName, AccountView, ClientView } from './views.js';

/** For fixtures. */
export const WIKI: ClientView = {
  name: 'Acme Wiki',
  uri: 'https://wiki.acme.example/',
  tosUri: 'https://wiki.acme.example/terms',
  policyUri: 'https://wiki.acme.example/privacy',
  logo: null,
  verified: true,
  accent: null,
  firstSeen: '2024-11-05T08:00:00.000Z',
  appSchemes: [],
};

export const STRANGER: ClientView = {
  name: 'Überaus lange benannte Anwendung für die Verwaltung von Reisekostenabrechnungen',
  uri: null,
  tosUri: null,
  policyUri: null,
  logo: null,
  verified: false,
  accent: null,
  firstSeen: '2026-03-12T17:20:00.000Z',
  appSchemes: [],
};

/** Nobody has written down since when it is known. */
export const NEWCOMER: ClientView = {
  ...STRANGER,
  name: 'Travel Desk',
  uri: 'https://travel.acme.example/',
  policyUri: 'https://travel.acme.example/privacy',
  firstSeen: null,
};

/** With a look of its own. */
export const TRAVEL: ClientView = {
  ...WIKI,
  name: 'Acme Travel',
  uri: 'https://travel.acme.example/',
  logo: `data:image/svg+xml;base64,${Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 56 56"><rect width="56" height="56" rx="12" fill="#f59f00"/>' +
      '<path d="M12 31l32-14-9 26-7-9zM28 34l16-17" fill="none" stroke="#fff" stroke-width="3.5" stroke-linejoin="round"/></svg>',
  ).toString('base64')}`,
  tosUri: null,
  policyUri: 'https://travel.acme.example/privacy',
  accent: '#f59f00',
};

export const ADA: AccountView = { name: 'Ada Lovelace', username: 'ada@acme.example' };

export function frameOf(
  current: AccountSectionName,
  names: readonly AccountSectionName[] = ['apps', 'sessions', 'password', 'second-factor'],
): AccountFrame {
  return {
    account: ADA,
    sections: names.map((name) => ({ name, href: `/oauth/account/${name}`, current: name === current })),
    signOutHref: '/oauth/logout',
  };
}

export const NAMELESS: AccountView = { name: '', username: 'ada' };
