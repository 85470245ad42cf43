import { followable } from '../followable.js';
import type { Fixture, PageDefinition } from '../page-definition.js';
import { WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

/** An interaction that cannot go on; no error of anybody. */
export interface NoticePage {
  readonly name: 'notice';
  readonly kind: 'nothing-pending' | 'expired' | 'used' | 'other-browser';
  readonly client: ClientView | null;
  /** The client's `initiate_login_uri` or home page: `https:`, or plain http on loopback; anything else is not linked. */
  readonly startAgainHref: string | null;
  /** The page of the user's own account, where no client is known to go back to; null where there is none. */
  readonly accountHref: string | null;
}

export const NOTICE: PageDefinition<NoticePage> = {
  endsAtClient: false,
  address: () => null,
  title: ({ kind }) => `notice.${kind}.title`,
  details: ({ startAgainHref }) => ({ startAgainHref: followable(startAgainHref) }),
  says: () => ({}),
  contains: ({ startAgainHref }) => (startAgainHref === null ? [] : [startAgainHref]),
  fixtures() {
    const notice = (kind: NoticePage['kind'], difference: Partial<NoticePage> = {}): Fixture<NoticePage> => ({
      id: `notice/${kind}`,
      page: { name: 'notice', kind, client: null, startAgainHref: null, accountHref: null, ...difference },
    });
    return [
      notice('nothing-pending', { accountHref: '/oauth/account' }),
      notice('expired', { client: WIKI, startAgainHref: 'https://wiki.acme.example/login' }),
      notice('used', { startAgainHref: 'https://wiki.acme.example/' }),
      { ...notice('used'), id: 'notice/used-without-a-way' },
      notice('other-browser', { client: WIKI }),
    ];
  },
};
