import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import type { PageDefinition } from '../page-definition.js';
import { frameOf, WIKI } from '../sample-views.js';
import type { AccountFrame, ClientView } from '../views.js';

/** New recovery codes: their user sees them here and nowhere else. */
export interface RecoveryCodesPage {
  readonly name: 'recovery-codes';
  readonly client: ClientView | null;
  readonly codes: readonly string[];
  /** The same, sealed. */
  readonly sealed: string;
  /** Of a sign-in that goes on; null among the pages about the user's account. */
  readonly interaction: string | null;
  readonly frame: AccountFrame | null;
  readonly continueHref: string;
}

export const RECOVERY_CODES_PAGE: PageDefinition<RecoveryCodesPage> = {
  endsAtClient: false,
  address: ({ interaction, sealed }) => ({
    endpoint:
      interaction === null ? 'account/second_factor/recovery_codes' : 'sign_in/second_factor/recovery_codes',
    query: { ...(interaction !== null && { interaction }), codes: sealed },
  }),
  title: () => 'recoveryCodes.title',
  details: ({ frame }) => ({ frame: frame && toFrameModel(frame) }),
  says: ({ frame, codes, sealed, continueHref }) => ({
    ...(frame && frameSays(frame)),
    sealed,
    continueHref,
    ...Object.fromEntries(codes.map((code, at) => [`codes[${at}]`, code])),
  }),
  contains: ({ frame, codes }) => [...codes, 'id="continue"', ...(frame ? frameContains(frame) : [])],
  fixtures() {
    const letters = ['7K3M', '9QZT', 'B4XW', '2HNV', 'R8CD', 'E6FG', 'J5PS', 'Y1AK', 'M0TQ', 'V3ZB'];
    const codes = letters.map((first, at) =>
      [0, 3, 6, 9].map((step) => (step === 0 ? first : letters[(at + step) % 10]!)).join('-'),
    );
    const made: RecoveryCodesPage = {
      name: 'recovery-codes',
      client: WIKI,
      codes,
      sealed: 'fixture-codes',
      interaction: 'fixture-interaction',
      frame: null,
      continueHref: '/oauth/authorize/resume',
    };
    return [
      { id: 'recovery-codes/sign-in', page: made },
      {
        id: 'recovery-codes/own',
        page: {
          ...made,
          client: null,
          interaction: null,
          frame: frameOf('second-factor'),
          continueHref: '/oauth/account/second_factor',
        },
      },
    ];
  },
};
