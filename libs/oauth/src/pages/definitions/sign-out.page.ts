import type { PageDefinition } from '../page-definition.js';
import { ADA, NAMELESS, STRANGER, WIKI } from '../sample-views.js';
import { shortened } from '../shortened.js';
import type { AccountView, ClientView } from '../views.js';

/** Form `sign-out` posts `request`, `token` and `decision` (`sign_out` or `stay`). */
export interface SignOutPage {
  readonly name: 'sign-out';
  readonly action: string;
  /** The sign-out request, sealed. */
  readonly request: string;
  /** CSRF token: it belongs to this browser's session. */
  readonly token: string;
  readonly account: AccountView;
  /** Who asks; null when the user came by themselves. */
  readonly client: ClientView | null;
  /** Names of the clients that were used in this session. */
  readonly apps: readonly string[];
}

export const SIGN_OUT: PageDefinition<SignOutPage> = {
  endsAtClient: true,
  address: ({ request }) => ({ endpoint: 'logout/confirm', query: { request } }),
  title: () => 'signOut.title',
  details: ({ account, apps }) => ({
    named: account.name !== '',
    apps: apps.map(shortened),
    hasApps: apps.length > 0,
  }),
  says: ({ action, request, token, account, apps }) => ({
    action,
    request,
    token,
    'account.username': account.username,
    ...Object.fromEntries(apps.map((name, at) => [`apps[${at}]`, name])),
  }),
  contains: ({ client, account, apps, request, token }) => [
    ...(client === null ? [] : [client.name]),
    account.username,
    ...apps,
    `value="${request}"`,
    'name="request"',
    `value="${token}"`,
    'name="token"',
    'name="decision"',
    'value="sign_out"',
    'value="stay"',
  ],
  fixtures() {
    const asked: SignOutPage = {
      name: 'sign-out',
      action: '/oauth/logout/confirm',
      request: 'fixture-request',
      token: 'fixture-token',
      account: ADA,
      client: WIKI,
      apps: ['Acme Wiki', 'Acme Travel'],
    };
    return [
      { id: 'sign-out/asked', page: asked },
      { id: 'sign-out/alone', page: { ...asked, client: null, account: NAMELESS, apps: [] } },
      {
        id: 'sign-out/stranger',
        page: { ...asked, client: STRANGER, apps: [STRANGER.name, 'Acme Wiki'] },
      },
    ];
  },
};
