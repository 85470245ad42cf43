import type { PasswordProblem } from '../../accounts/password-policy.js';
import type { Fixture, PageDefinition } from '../page-definition.js';

/**
 * Form `reset-password` posts `token`, `reset` and `password`. `username` is there for password managers and is not
 * read.
 */
export interface ResetPasswordPage {
  readonly name: 'reset-password';
  readonly action: string;
  /** CSRF token of this browser. */
  readonly token: string;
  /** The token of the mail's link. */
  readonly reset: string;
  readonly username: string;
  /** Of the new password; characters. */
  readonly minLength: number;
  /** Why the last try was not taken. */
  readonly failure: PasswordProblem | null;
  readonly client: null;
}

export const RESET_PASSWORD: PageDefinition<ResetPasswordPage> = {
  endsAtClient: false,
  address: ({ reset }) => ({ endpoint: 'password/reset', query: { token: reset } }),
  title: () => 'resetPassword.title',
  hasFailed: ({ failure }) => failure !== null,
  details: () => ({}),
  says: ({ action, token, reset, username }) => ({ action, token, reset, username }),
  contains: ({ token, reset, username }) => [
    `value="${token}"`,
    'name="token"',
    `value="${reset}"`,
    'name="reset"',
    'name="password"',
    username,
  ],
  fixtures() {
    const empty: ResetPasswordPage = {
      name: 'reset-password',
      action: '/oauth/password/reset',
      token: 'fixture-token',
      reset: 'fixture-reset',
      username: 'ada@acme.example',
      minLength: 10,
      failure: null,
      client: null,
    };
    const failed = (failure: PasswordProblem): Fixture<ResetPasswordPage> => ({
      id: `reset-password/${failure}`,
      page: { ...empty, failure },
    });
    return [
      { id: 'reset-password/empty', page: empty },
      failed('too-short'),
      failed('too-long'),
      failed('contains-username'),
      failed('common'),
    ];
  },
};
