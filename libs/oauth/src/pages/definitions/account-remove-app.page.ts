import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import { minutes } from '../durations.js';
import type { PageDefinition } from '../page-definition.js';
import { frameOf, STRANGER, WIKI } from '../sample-views.js';
import type { AccountFrame, ClientView } from '../views.js';

/** Form `remove-app` posts `token` and `client_id`. */
export interface AccountRemoveAppPage {
  readonly name: 'account-remove-app';
  readonly frame: AccountFrame;
  readonly action: string;
  /** CSRF token of this browser. */
  readonly token: string;
  readonly clientId: string;
  readonly client: ClientView;
  /** False for an app of whoever runs this server: it gets access without asking. */
  readonly asksAgain: boolean;
  /** For so long an API may take what the app holds already; null when nothing does. Seconds. */
  readonly worksFor: number | null;
  readonly keepHref: string;
}

export const ACCOUNT_REMOVE_APP: PageDefinition<AccountRemoveAppPage> = {
  endsAtClient: false,
  address: ({ clientId }) => ({ endpoint: 'account/apps/remove', query: { client_id: clientId } }),
  title: () => 'account.removeApp.title',
  details: ({ frame, worksFor }, language) => ({
    frame: toFrameModel(frame),
    worksFor: worksFor === null ? null : minutes(worksFor, language),
  }),
  says: ({ frame, action, token, clientId, keepHref }) => ({
    ...frameSays(frame),
    action,
    token,
    clientId,
    keepHref,
  }),
  contains: ({ frame, client, token, clientId, keepHref }) => [
    ...frameContains(frame),
    client.name,
    `value="${token}"`,
    'name="token"',
    `value="${clientId}"`,
    'name="client_id"',
    `href="${keepHref}"`,
  ],
  fixtures() {
    const page: AccountRemoveAppPage = {
      name: 'account-remove-app',
      frame: frameOf('apps'),
      action: '/oauth/account/apps/remove',
      token: 'fixture-token',
      clientId: 'photos',
      client: { ...WIKI, name: 'Acme Photos', verified: false },
      asksAgain: true,
      worksFor: null,
      keepHref: '/oauth/account/apps',
    };
    return [
      { id: 'account-remove-app/opaque', page },
      {
        id: 'account-remove-app/own',
        page: { ...page, clientId: 'wiki', client: WIKI, asksAgain: false, worksFor: 600 },
      },
      { id: 'account-remove-app/stranger', page: { ...page, client: STRANGER, worksFor: 90 } },
    ];
  },
};
