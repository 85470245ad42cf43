import type { PageDefinition } from '../page-definition.js';
import { WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

/** After a sign-in with a recovery code: how many are left, before the sign-in goes on. */
export interface RecoveryCodeUsedPage {
  readonly name: 'recovery-code-used';
  readonly client: ClientView | null;
  readonly interaction: string;
  readonly left: number;
  /** Where new ones are made; null where there is no such page. */
  readonly factorsHref: string | null;
  readonly continueHref: string;
}

export const RECOVERY_CODE_USED: PageDefinition<RecoveryCodeUsedPage> = {
  endsAtClient: false,
  address: ({ interaction }) => ({
    endpoint: 'sign_in/second_factor/recovery_codes',
    query: { interaction },
  }),
  title: () => 'recoveryCodeUsed.title',
  details: ({ left }) => ({ few: left > 0 && left <= 3, none: left === 0 }),
  says: ({ continueHref }) => ({ continueHref }),
  contains: () => ['id="continue"'],
  fixtures() {
    const used: RecoveryCodeUsedPage = {
      name: 'recovery-code-used',
      client: WIKI,
      interaction: 'fixture-interaction',
      left: 9,
      factorsHref: '/oauth/account/second_factor',
      continueHref: '/oauth/authorize/resume',
    };
    return [
      { id: 'recovery-code-used/many', page: used },
      { id: 'recovery-code-used/few', page: { ...used, client: null, left: 2 } },
      { id: 'recovery-code-used/none', page: { ...used, left: 0, factorsHref: null } },
    ];
  },
};
