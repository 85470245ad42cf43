import type { PageDefinition } from '../page-definition.js';

/** The password is a new one; nobody is signed in by that. */
export interface ResetPasswordDonePage {
  readonly name: 'reset-password-done';
  /** This outcome, for this browser: with it the page can be opened again. */
  readonly result: string;
  /** Where to sign in: on the way of the request that waits, or to the account page; null for neither. */
  readonly signInHref: string | null;
  readonly client: null;
}

export const RESET_PASSWORD_DONE: PageDefinition<ResetPasswordDonePage> = {
  endsAtClient: false,
  address: ({ result }) => ({ endpoint: 'password/reset/done', query: { result } }),
  title: () => 'resetPassword.done.title',
  details: () => ({}),
  says: () => ({}),
  contains: ({ signInHref }) => [signInHref ?? ''],
  fixtures() {
    const done: ResetPasswordDonePage = {
      name: 'reset-password-done',
      result: 'fixture-result',
      signInHref: '/oauth/sign_in',
      client: null,
    };
    return [
      { id: 'reset-password/done', page: done },
      { id: 'reset-password/done-without-account-page', page: { ...done, signInHref: null } },
    ];
  },
};
