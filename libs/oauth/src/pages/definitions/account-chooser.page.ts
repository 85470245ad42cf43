import type { PageDefinition } from '../page-definition.js';
import { ADA, STRANGER, WIKI } from '../sample-views.js';
import { shortened } from '../shortened.js';
import type { AccountView, ClientView } from '../views.js';

/** An account that was signed in in this browser. */
export interface ChoiceView extends AccountView {
  /** What the button sends. It counts only in a browser that knows the account. */
  readonly value: string;
  /**
   * - `current`: it is in use
   * - `signed-in`: it can be used at once
   * - `signed-out`: a password is needed
   */
  readonly state: 'current' | 'signed-in' | 'signed-out';
}

/**
 * Form `account-chooser` posts `interaction` and one button: `account` or `remove` with the account's value, or
 * `action` (`another` or `cancel`).
 */
export interface AccountChooserPage {
  readonly name: 'account-chooser';
  readonly action: string;
  /** Interaction id; it is the CSRF token too. */
  readonly interaction: string;
  /** Null on the way to a page of our own. */
  readonly client: ClientView | null;
  /** At least one. */
  readonly accounts: readonly ChoiceView[];
  /** False where the client wants this account and no other one. */
  readonly anotherAllowed: boolean;
}

export const ACCOUNT_CHOOSER: PageDefinition<AccountChooserPage> = {
  endsAtClient: true,
  address: ({ interaction }) => ({ endpoint: 'sign_in/choose', query: { interaction } }),
  title: ({ client }) => (client === null ? 'chooser.own.title' : 'chooser.title'),
  details: ({ accounts }) => ({
    accounts: accounts.map((account) => {
      const name = shortened(account.name);
      const named = account.name !== '' && account.name !== account.username;
      return {
        ...account,
        name,
        named,
        initial: Array.from((named ? name : account.username).trim())[0]?.toUpperCase() ?? '',
        tag: account.state === 'signed-in' ? null : account.state,
      };
    }),
  }),
  says: ({ action, interaction, accounts }) => ({
    action,
    interaction,
    ...Object.fromEntries(
      accounts.flatMap(({ value, username }, at) => [
        [`accounts[${at}].value`, value],
        [`accounts[${at}].username`, username],
      ]),
    ),
  }),
  contains: ({ client, interaction, accounts, anotherAllowed }) => [
    client?.name ?? '',
    `value="${interaction}"`,
    'name="interaction"',
    ...accounts.flatMap(({ value, username }) => [
      `name="account" value="${value}"`,
      `name="remove" value="${value}"`,
      username,
    ]),
    ...(anotherAllowed ? ['value="another"'] : []),
    'name="action" value="cancel"',
  ],
  fixtures() {
    const ada: ChoiceView = { ...ADA, value: 'fixture-ada', state: 'current' };
    const charles: ChoiceView = {
      name: 'Charles Babbage',
      username: 'charles@acme.example',
      value: 'fixture-charles',
      state: 'signed-in',
    };
    const grace: ChoiceView = { name: '', username: 'grace', value: 'fixture-grace', state: 'signed-out' };
    const rightToLeft: ChoiceView = {
      name: 'محمد الخوارزمي',
      username: 'algorithms-of-baghdad-house-of-wisdom@a-rather-long-host.acme.example',
      value: 'fixture-muhammad',
      state: 'signed-out',
    };
    const several: AccountChooserPage = {
      name: 'account-chooser',
      action: '/oauth/sign_in/choose',
      interaction: 'fixture-interaction',
      client: WIKI,
      accounts: [ada, charles, grace],
      anotherAllowed: true,
    };
    return [
      { id: 'account-chooser/several', page: several },
      { id: 'account-chooser/one', page: { ...several, accounts: [ada] } },
      {
        id: 'account-chooser/long-names',
        page: { ...several, client: STRANGER, accounts: [rightToLeft, grace] },
      },
      { id: 'account-chooser/wanted', page: { ...several, accounts: [charles], anotherAllowed: false } },
      { id: 'account-chooser/own', page: { ...several, client: null } },
    ];
  },
};
