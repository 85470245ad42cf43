import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import type { PageDefinition } from '../page-definition.js';
import { frameOf } from '../sample-views.js';
import type { AccountFrame } from '../views.js';

/** Form `end-sessions` posts `token`. */
export interface AccountEndSessionsPage {
  readonly name: 'account-end-sessions';
  readonly client: null;
  readonly frame: AccountFrame;
  readonly action: string;
  /** CSRF token of this browser. */
  readonly token: string;
  /** How many browsers are signed in beside this one. */
  readonly count: number;
  readonly keepHref: string;
}

export const ACCOUNT_END_SESSIONS: PageDefinition<AccountEndSessionsPage> = {
  endsAtClient: false,
  address: () => ({ endpoint: 'account/sessions/others', query: {} }),
  title: () => 'account.endSessions.title',
  details: ({ frame }) => ({ frame: toFrameModel(frame) }),
  says: ({ frame, action, token, keepHref }) => ({ ...frameSays(frame), action, token, keepHref }),
  contains: ({ frame, token, keepHref }) => [
    ...frameContains(frame),
    `value="${token}"`,
    'name="token"',
    `href="${keepHref}"`,
  ],
  fixtures() {
    const page: AccountEndSessionsPage = {
      name: 'account-end-sessions',
      client: null,
      frame: frameOf('sessions'),
      action: '/oauth/account/sessions/others',
      token: 'fixture-token',
      count: 3,
      keepHref: '/oauth/account/sessions',
    };
    return [{ id: 'account-end-sessions/asked', page }];
  },
};
