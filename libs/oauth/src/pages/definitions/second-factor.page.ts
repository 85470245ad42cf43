import type { Fixture, PageDefinition } from '../page-definition.js';
import { ADA, STRANGER, WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

/** How a user can prove the second factor. */
export type FactorWay = 'passkey' | 'app' | 'recovery-code';

/**
 * Form `second-factor` posts `interaction`, `method`, `code` as the user typed it, `credential` (what the passkey
 * answered, put there by the script) and `action` (`verify`, `passkey` or `cancel`).
 */
export interface SecondFactorPage {
  readonly name: 'second-factor';
  /** Where the form posts. */
  readonly action: string;
  /** Interaction id; it is the CSRF token too. */
  readonly interaction: string;
  /** Null on the way to a page of our own. */
  readonly client: ClientView | null;
  /** Whose password was right. */
  readonly username: string;
  readonly way: FactorWay;
  readonly others: readonly { readonly way: FactorWay; readonly href: string }[];
  /** Where the script asks what to ask the passkey. */
  readonly optionsAction: string;
  /** `wrong` for a code or a passkey that does not prove it. */
  readonly failure: 'wrong' | 'limited' | null;
}

export const SECOND_FACTOR_PAGE: PageDefinition<SecondFactorPage> = {
  endsAtClient: true,
  address: ({ interaction, way, failure }) => ({
    endpoint: 'sign_in/second_factor',
    query: { interaction, method: way, ...(failure !== null && { failed: '1' }) },
  }),
  title: ({ way }) => `secondFactor.${way}.title`,
  hasFailed: ({ failure }) => failure !== null,
  details: ({ way, failure, others }) => ({
    isApp: way === 'app',
    isRecoveryCode: way === 'recovery-code',
    isPasskey: way === 'passkey',
    hasOthers: others.length > 0,
    focusCode: failure === null,
  }),
  says: ({ action, interaction, username }) => ({ action, interaction, username }),
  contains: ({ interaction, way, username, others }) => [
    username,
    `value="${interaction}"`,
    'name="interaction"',
    `value="${way}"`,
    'name="method"',
    'name="action"',
    'value="cancel"',
    ...(way === 'passkey'
      ? ['name="credential"', 'value="passkey"', 'data-passkey="get"']
      : ['name="code"', 'value="verify"']),
    ...others.map(({ way: other }) => `id="use-${other}"`),
  ],
  fixtures() {
    const href = '/oauth/sign_in/second_factor';
    const app: SecondFactorPage = {
      name: 'second-factor',
      action: href,
      interaction: 'fixture-interaction',
      client: WIKI,
      username: ADA.username,
      way: 'app',
      others: [{ way: 'recovery-code', href }],
      optionsAction: `${href}/passkey/options`,
      failure: null,
    };
    const passkey: SecondFactorPage = {
      ...app,
      way: 'passkey',
      others: [
        { way: 'app', href },
        { way: 'recovery-code', href },
      ],
    };
    const code: SecondFactorPage = { ...app, way: 'recovery-code', others: [{ way: 'app', href }] };
    const fixture = (id: string, page: SecondFactorPage): Fixture<SecondFactorPage> => ({
      id: `second-factor/${id}`,
      page,
    });
    return [
      fixture('app', app),
      fixture('app-own', { ...app, client: null }),
      fixture('app-wrong', { ...app, failure: 'wrong' }),
      fixture('app-limited', { ...app, client: STRANGER, failure: 'limited' }),
      fixture('app-alone', { ...app, others: [] }),
      fixture('passkey', passkey),
      fixture('passkey-wrong', { ...passkey, failure: 'wrong' }),
      fixture('passkey-limited', { ...passkey, failure: 'limited' }),
      fixture('passkey-only', { ...passkey, others: [{ way: 'recovery-code', href }] }),
      fixture('recovery-code', code),
      fixture('recovery-code-wrong', { ...code, failure: 'wrong' }),
      fixture('recovery-code-limited', { ...code, failure: 'limited' }),
    ];
  },
};
