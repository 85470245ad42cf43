import type { PasswordProblem } from '../../accounts/password-policy.js';
import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import type { Fixture, PageDefinition } from '../page-definition.js';
import { frameOf } from '../sample-views.js';
import type { AccountFrame } from '../views.js';

/**
 * Why the password was not changed:
 * - `current`: the current one is not right
 * - `limited`, `busy`: it was not checked
 * - `unchanged`: the new one is the current one
 * - what is wrong with the new one otherwise
 */
export type PasswordFailure = 'current' | 'limited' | 'busy' | 'unchanged' | PasswordProblem;

export interface PasswordNote {
  readonly kind: 'changed';
}

/** Form `password` posts `token`, `current_password` and `new_password`. Neither is ever shown again. */
export interface AccountPasswordPage {
  readonly name: 'account-password';
  readonly client: null;
  readonly frame: AccountFrame;
  readonly action: string;
  /** CSRF token of this browser. */
  readonly token: string;
  /** For password managers. */
  readonly username: string;
  /** Characters. */
  readonly minLength: number;
  readonly failure: PasswordFailure | null;
  readonly note: PasswordNote | null;
  /** The note, sealed, as it stands in the page's address; or empty. */
  readonly done: string;
}

/** What is not about the new password is about the current one. */
const ABOUT_CURRENT: readonly PasswordFailure[] = ['current', 'limited', 'busy'];

export const ACCOUNT_PASSWORD: PageDefinition<AccountPasswordPage> = {
  endsAtClient: false,
  address: ({ done }) => ({ endpoint: 'account/password', query: { ...(done !== '' && { done }) } }),
  title: () => 'account.password.title',
  hasFailed: ({ failure }) => failure !== null,
  details: ({ frame, failure, note }) => ({
    frame: toFrameModel(frame),
    currentFailed: failure !== null && ABOUT_CURRENT.includes(failure),
    newFailed: failure !== null && !ABOUT_CURRENT.includes(failure),
    isChanged: note !== null,
  }),
  says: ({ frame, action, token, username }) => ({ ...frameSays(frame), action, token, username }),
  contains: ({ frame, token, username }) => [
    ...frameContains(frame),
    `value="${token}"`,
    'name="token"',
    `value="${username}"`,
    'name="current_password"',
    'autocomplete="current-password"',
    'name="new_password"',
    'autocomplete="new-password"',
  ],
  fixtures() {
    const page: AccountPasswordPage = {
      name: 'account-password',
      client: null,
      frame: frameOf('password'),
      action: '/oauth/account/password',
      token: 'fixture-token',
      username: 'ada@acme.example',
      minLength: 10,
      failure: null,
      note: null,
      done: '',
    };
    const failed = (failure: PasswordFailure): Fixture<AccountPasswordPage> => ({
      id: `account-password/${failure}`,
      page: { ...page, failure },
    });
    return [
      { id: 'account-password/empty', page },
      { id: 'account-password/changed', page: { ...page, note: { kind: 'changed' }, done: 'fixture-done' } },
      failed('current'),
      failed('limited'),
      failed('busy'),
      failed('unchanged'),
      failed('too-short'),
      failed('too-long'),
      failed('contains-username'),
      failed('common'),
    ];
  },
};
