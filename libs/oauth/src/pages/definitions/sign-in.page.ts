import { inWords, minutes } from '../durations.js';
import type { PageDefinition } from '../page-definition.js';
import { STRANGER, TRAVEL, WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

/**
 * Form `sign-in` posts `interaction`, `username`, `password`, `keep` (`true`, if offered and checked) and `action`
 * (`sign_in` or `cancel`).
 * The cancel button skips the browser's own validation, so it may arrive with empty fields.
 */
export interface SignInPage {
  readonly name: 'sign-in';
  /** Where the form posts. */
  readonly action: string;
  /** Interaction id; it is the CSRF token too. */
  readonly interaction: string;
  /** Null on the way to a page of our own. */
  readonly client: ClientView | null;
  /** Kept from the last try or from `login_hint`; empty if there is none. */
  readonly username: string;
  /** The user is signed in already and must prove it again: the username is fixed. */
  readonly reauthenticate: boolean;
  /** Form `passkey` posts `interaction` and `credential` there; null where passkeys cannot be used. */
  readonly passkey: { readonly action: string; readonly optionsAction: string } | null;
  /** One text for every wrong credential and every disabled account, so that none can be told from another. */
  readonly failure: 'credentials' | 'busy' | 'limited' | 'passkey' | null;
  /** Until the next try is judged, after too many; 0 when it would be now. Null for every other failure. */
  readonly waitSeconds: number | null;
  /** For how long the user may ask to stay signed in; null where nobody may. */
  readonly keepSeconds: number | null;
  /** They have asked for it before. */
  readonly keepChecked: boolean;
  /** The account chooser; null when this browser knows no other account. */
  readonly chooseHref: string | null;
  /** Help for who has forgotten the password, or null. */
  readonly forgotHref: string | null;
}

export const SIGN_IN: PageDefinition<SignInPage> = {
  endsAtClient: true,
  address: ({ interaction }) => ({ endpoint: 'sign_in', query: { interaction } }),
  title: ({ reauthenticate, client }) => {
    if (client === null) return reauthenticate ? 'signIn.reauthenticate.own.title' : 'signIn.own.title';
    return reauthenticate ? 'signIn.reauthenticate.title' : 'signIn.title';
  },
  hasFailed: ({ failure }) => failure !== null,
  details({ failure, username, waitSeconds, keepSeconds }, language) {
    const over = failure === 'limited' && !waitSeconds;
    // After a failed try the message is read first; otherwise typing starts where something is missing.
    const focus = failure !== null ? 'failure' : username === '' ? 'username' : 'password';
    return {
      focusFailure: focus === 'failure',
      focusUsername: focus === 'username',
      focusPassword: focus === 'password',
      failureKey: over ? 'limitIsOver' : failure,
      wait: waitSeconds ? minutes(waitSeconds, language) : null,
      keep: keepSeconds === null ? null : inWords(keepSeconds, language),
    };
  },
  says: ({ action, interaction }) => ({ action, interaction }),
  contains: ({ client, interaction, passkey, keepSeconds, chooseHref, forgotHref }) => [
    client?.name ?? '',
    ...(keepSeconds === null ? [] : ['name="keep"']),
    ...[chooseHref, forgotHref].map((href) => (href === null ? '' : `href="${href}"`)),
    ...(passkey === null ? [] : ['name="credential"', 'value="passkey"', 'data-passkey="get"']),
    `value="${interaction}"`,
    'name="interaction"',
    'name="username"',
    'name="password"',
    'name="action"',
    'value="sign_in"',
    'value="cancel"',
  ],
  fixtures() {
    const empty: SignInPage = {
      name: 'sign-in',
      action: '/oauth/sign_in',
      interaction: 'fixture-interaction',
      client: WIKI,
      username: '',
      reauthenticate: false,
      passkey: { action: '/oauth/sign_in/passkey', optionsAction: '/oauth/sign_in/passkey/options' },
      failure: null,
      waitSeconds: null,
      keepSeconds: null,
      keepChecked: false,
      chooseHref: null,
      forgotHref: '/oauth/password/forgot',
    };
    const chooseHref = '/oauth/sign_in/choose';
    const username = 'ada@acme.example';
    return [
      { id: 'sign-in/empty', page: empty },
      { id: 'sign-in/hint', page: { ...empty, username } },
      { id: 'sign-in/credentials', page: { ...empty, username, failure: 'credentials' } },
      { id: 'sign-in/limited', page: { ...empty, username: 'ada', failure: 'limited', waitSeconds: 290 } },
      { id: 'sign-in/limit-is-over', page: { ...empty, username, failure: 'limited', waitSeconds: 0 } },
      { id: 'sign-in/busy', page: { ...empty, client: STRANGER, username: 'ada', failure: 'busy' } },
      { id: 'sign-in/again', page: { ...empty, username, reauthenticate: true } },
      { id: 'sign-in/branded', page: { ...empty, client: TRAVEL } },
      {
        id: 'sign-in/everything',
        page: { ...empty, keepSeconds: 30 * 86400, chooseHref },
      },
      {
        id: 'sign-in/kept-again',
        page: { ...empty, username, reauthenticate: true, keepSeconds: 43200, keepChecked: true, chooseHref },
      },
      { id: 'sign-in/own', page: { ...empty, client: null, forgotHref: null } },
      { id: 'sign-in/passkey', page: { ...empty, failure: 'passkey' } },
      { id: 'sign-in/without-passkeys', page: { ...empty, passkey: null } },
      { id: 'sign-in/own', page: { ...empty, client: null } },
      { id: 'sign-in/own-again', page: { ...empty, client: null, username, reauthenticate: true } },
    ];
  },
};
