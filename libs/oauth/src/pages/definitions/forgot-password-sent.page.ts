import { minutes } from '../durations.js';
import type { PageDefinition } from '../page-definition.js';

/** The one answer to everybody who has lost a password. */
export interface ForgotPasswordSentPage {
  readonly name: 'forgot-password-sent';
  /** The request on whose way it was forgotten, while it waits in this browser; or empty. */
  readonly interaction: string;
  /** Where another mail can be asked for. */
  readonly againHref: string;
  /** Back to the sign-in page of that request, or null. */
  readonly backHref: string | null;
  /** How long the link in the mail works. */
  readonly validSeconds: number;
  readonly client: null;
}

export const FORGOT_PASSWORD_SENT: PageDefinition<ForgotPasswordSentPage> = {
  endsAtClient: false,
  address: ({ interaction }) => ({
    endpoint: 'password/forgot/sent',
    query: { ...(interaction !== '' && { interaction }) },
  }),
  title: () => 'forgotPassword.sent.title',
  details: ({ validSeconds }, language) => ({ time: minutes(validSeconds, language) }),
  says: ({ againHref }) => ({ againHref }),
  contains: ({ againHref, backHref }) => [`href="${againHref}"`, backHref ?? ''],
  fixtures() {
    const sent: ForgotPasswordSentPage = {
      name: 'forgot-password-sent',
      interaction: 'fixture-interaction',
      againHref: '/oauth/password/forgot',
      backHref: '/oauth/sign_in',
      validSeconds: 1800,
      client: null,
    };
    return [
      { id: 'forgot-password/sent', page: sent },
      { id: 'forgot-password/sent-by-itself', page: { ...sent, interaction: '', backHref: null } },
    ];
  },
};
