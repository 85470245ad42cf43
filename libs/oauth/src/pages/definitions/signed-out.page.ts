import type { PageDefinition } from '../page-definition.js';
import { ADA, NAMELESS, STRANGER, WIKI } from '../sample-views.js';
import { shortened } from '../shortened.js';
import type { AccountView, ClientView } from '../views.js';

/**
 * - `signed-out`: the session has ended
 * - `nobody`: there was none
 * - `stayed`: the user decided to stay signed in
 */
export interface SignedOutPage {
  readonly name: 'signed-out';
  readonly outcome: 'signed-out' | 'nobody' | 'stayed';
  /** Who was signed in, or still is; null for nobody. */
  readonly account: AccountView | null;
  readonly client: ClientView | null;
  /** Who else is still signed in in this browser. */
  readonly others: readonly AccountView[];
  /** Where they look after their accounts; null where there is no such page. */
  readonly accountHref: string | null;
  /** This outcome, sealed: with it the page can be opened again. */
  readonly result: string;
}

export const SIGNED_OUT: PageDefinition<SignedOutPage> = {
  endsAtClient: false,
  address: ({ result }) => ({ endpoint: 'logout/done', query: { result } }),
  title: ({ outcome }) => `signedOut.${outcome}.title`,
  details: ({ account, outcome, others }) => ({
    others: others.map(({ name, username }) => ({
      name: shortened(name),
      username,
      named: name !== '' && name !== username,
    })),
    hasOthers: others.length > 0,
    named: account !== null && account.name !== '',
    hasAccount: account !== null,
    ended: outcome === 'signed-out',
  }),
  says: ({ outcome, account, others }) => ({
    ...(outcome !== 'nobody' && { 'account.username': account?.username }),
    ...Object.fromEntries(others.map(({ username }, at) => [`others[${at}].username`, username])),
  }),
  contains: ({ account, others, accountHref }) => [
    account?.username ?? '',
    ...others.map(({ username }) => username),
    ...(others.length > 0 && accountHref !== null ? [`href="${accountHref}"`] : []),
  ],
  fixtures() {
    const done: SignedOutPage = {
      name: 'signed-out',
      outcome: 'signed-out',
      account: ADA,
      client: WIKI,
      others: [],
      accountHref: '/oauth/account',
      result: 'fixture-result',
    };
    const others = [NAMELESS, { name: 'Charles Babbage', username: 'charles@acme.example' }];
    return [
      { id: 'signed-out/signed-out', page: done },
      { id: 'signed-out/without-name', page: { ...done, account: NAMELESS, client: null } },
      { id: 'signed-out/others', page: { ...done, others } },
      { id: 'signed-out/others-alone', page: { ...done, client: null, others, accountHref: null } },
      { id: 'signed-out/nobody', page: { ...done, outcome: 'nobody', account: null, client: null } },
      { id: 'signed-out/stayed', page: { ...done, outcome: 'stayed', client: STRANGER } },
    ];
  },
};
