import { minutes } from '../durations.js';
import type { PageDefinition } from '../page-definition.js';

/** Form `forgot-password` posts `token`, `interaction` and `username`. The answer never tells whether anybody has the name. */
export interface ForgotPasswordPage {
  readonly name: 'forgot-password';
  readonly action: string;
  /** CSRF token of this browser. */
  readonly token: string;
  /** The request on whose way the password was forgotten, while it waits in this browser; or empty. */
  readonly interaction: string;
  /** As typed before, or empty. */
  readonly username: string;
  /** Back to the sign-in page of that request, or null. */
  readonly backHref: string | null;
  /** After too many mails were asked for from here: until the next one may be. Seconds. */
  readonly waitSeconds: number | null;
  readonly client: null;
}

export const FORGOT_PASSWORD: PageDefinition<ForgotPasswordPage> = {
  endsAtClient: false,
  address: ({ interaction }) => ({
    endpoint: 'password/forgot',
    query: { ...(interaction !== '' && { interaction }) },
  }),
  title: () => 'forgotPassword.title',
  hasFailed: ({ waitSeconds }) => waitSeconds !== null,
  details: ({ waitSeconds }, language) => ({
    isLimited: waitSeconds !== null,
    wait: waitSeconds === null ? null : minutes(waitSeconds, language),
  }),
  says: ({ action, token }) => ({ action, token }),
  contains: ({ token, interaction, username }) => [
    `value="${token}"`,
    'name="token"',
    `value="${interaction}"`,
    'name="interaction"',
    'name="username"',
    username,
  ],
  fixtures() {
    const empty: ForgotPasswordPage = {
      name: 'forgot-password',
      action: '/oauth/password/forgot',
      token: 'fixture-token',
      interaction: 'fixture-interaction',
      username: '',
      backHref: '/oauth/sign_in',
      waitSeconds: null,
      client: null,
    };
    return [
      { id: 'forgot-password/empty', page: empty },
      { id: 'forgot-password/by-itself', page: { ...empty, interaction: '', backHref: null } },
      {
        id: 'forgot-password/limited',
        page: { ...empty, username: 'ada@acme.example', waitSeconds: 2400 },
      },
    ];
  },
};
