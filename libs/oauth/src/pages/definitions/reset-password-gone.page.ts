import type { PageDefinition } from '../page-definition.js';

/**
 * - `void`: wrong, used, expired, or from before the last change of credentials; the page does not say which
 * - `failed`: the link was good, but the new password may not have been stored
 */
export interface ResetPasswordGonePage {
  readonly name: 'reset-password-gone';
  readonly kind: 'void' | 'failed';
  /** Where another mail can be asked for; null where an administrator hands links over. */
  readonly againHref: string | null;
  readonly client: null;
}

export const RESET_PASSWORD_GONE: PageDefinition<ResetPasswordGonePage> = {
  endsAtClient: false,
  // Without a token it says the same.
  address: ({ kind }) => (kind === 'void' ? { endpoint: 'password/reset', query: {} } : null),
  title: ({ kind }) => `resetPassword.${kind}.title`,
  details: () => ({}),
  says: () => ({}),
  contains: ({ againHref }) => (againHref === null ? [] : [`href="${againHref}"`]),
  fixtures() {
    const gone: ResetPasswordGonePage = {
      name: 'reset-password-gone',
      kind: 'void',
      againHref: '/oauth/password/forgot',
      client: null,
    };
    return [
      { id: 'reset-password/void', page: gone },
      { id: 'reset-password/handed-over', page: { ...gone, againHref: null } },
      { id: 'reset-password/failed', page: { ...gone, kind: 'failed' } },
    ];
  },
};
