import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import { dayInWords } from '../days.js';
import type { Fixture, PageDefinition } from '../page-definition.js';
import { frameOf } from '../sample-views.js';
import { shortened } from '../shortened.js';
import type { AccountFrame } from '../views.js';

/** Times are ISO 8601. */
export interface FactorTimes {
  readonly addedAt: string;
  readonly usedAt: string | null;
}

export interface PasskeyView extends FactorTimes {
  readonly id: string;
  /** As its user calls it. */
  readonly name: string;
  /** Kept in the user's cloud account. */
  readonly synced: boolean;
  readonly removeHref: string;
}

/**
 * Forms `new-codes`, `add-passkey` and one `rename-…` for each passkey post `token` and `action` (`new_codes`,
 * `add_passkey` or `rename`); the second also `name` and `credential`, the last `name` and `passkey`.
 */
export interface MySecondFactorPage {
  readonly name: 'my-second-factor';
  readonly client: null;
  readonly frame: AccountFrame;
  readonly action: string;
  /** CSRF token. */
  readonly token: string;
  readonly app: (FactorTimes & { readonly removeHref: string }) | null;
  readonly addAppHref: string;
  readonly passkeys: readonly PasskeyView[];
  /** Where the script asks how to make a passkey; null where there can be none. */
  readonly optionsAction: string | null;
  readonly recoveryCodesLeft: number;
  /** Everybody must have a second factor. */
  readonly required: boolean;
  /** Why a passkey was not added. */
  readonly failure: 'refused' | 'many' | null;
}

export const MY_SECOND_FACTOR: PageDefinition<MySecondFactorPage> = {
  endsAtClient: false,
  address: () => ({ endpoint: 'account/second_factor', query: {} }),
  title: () => 'mySecondFactor.title',
  hasFailed: ({ failure }) => failure !== null,
  details: ({ frame, app, passkeys, recoveryCodesLeft, optionsAction }, language) => {
    const times = ({ addedAt, usedAt }: FactorTimes) => ({
      added: dayInWords(addedAt, language),
      used: usedAt === null ? null : dayInWords(usedAt, language),
    });
    const isOn = app !== null || passkeys.length > 0;
    return {
      frame: toFrameModel(frame),
      isOn,
      app: app && { ...app, ...times(app) },
      passkeys: passkeys.map((passkey) => ({
        ...passkey,
        ...times(passkey),
        name: shortened(passkey.name),
        fullName: passkey.name,
      })),
      hasPasskeys: passkeys.length > 0,
      offersPasskeys: optionsAction !== null,
      showsPasskeys: optionsAction !== null || passkeys.length > 0,
      noCodesLeft: recoveryCodesLeft === 0,
      fewCodesLeft: recoveryCodesLeft > 0 && recoveryCodesLeft <= 3,
    };
  },
  says: ({ frame, action, token, passkeys }) => ({
    ...frameSays(frame),
    action,
    token,
    ...Object.fromEntries(passkeys.map(({ name }, at) => [`passkeys[${at}].name`, name])),
  }),
  contains: ({ frame, token, app, passkeys, optionsAction }) => [
    ...frameContains(frame),
    ...(app === null ? ['id="add-app"'] : ['id="remove-app"']),
    ...passkeys.flatMap(({ id, name }) => [name, `id="remove-${id}"`, `value="${id}"`]),
    ...(app !== null || passkeys.length > 0 ? [`value="${token}"`, 'value="new_codes"'] : []),
    ...(optionsAction === null ? [] : ['value="add_passkey"', 'data-passkey="create"', 'name="credential"']),
  ],
  fixtures() {
    const action = '/oauth/account/second_factor';
    const none: MySecondFactorPage = {
      name: 'my-second-factor',
      client: null,
      frame: frameOf('second-factor'),
      action,
      token: 'fixture-token',
      app: null,
      addAppHref: `${action}/app`,
      passkeys: [],
      optionsAction: `${action}/passkey/options`,
      recoveryCodesLeft: 0,
      required: false,
      failure: null,
    };
    const app = {
      addedAt: '2026-03-01T09:30:00.000Z',
      usedAt: '2026-11-20T16:05:00.000Z',
      removeHref: `${action}/remove`,
    };
    const passkeys: readonly PasskeyView[] = [
      { ...app, id: 'a1', name: 'Work laptop', synced: false },
      { ...app, id: 'b2', name: 'Phone', synced: true, usedAt: null },
    ];
    const fixture = (id: string, difference: Partial<MySecondFactorPage>): Fixture<MySecondFactorPage> => ({
      id: `my-second-factor/${id}`,
      page: { ...none, ...difference },
    });
    return [
      fixture('none', {}),
      fixture('none-without-passkeys', { optionsAction: null }),
      fixture('app', { app, recoveryCodesLeft: 10 }),
      fixture('all', { app, passkeys, recoveryCodesLeft: 3, required: true }),
      fixture('passkeys', { passkeys, recoveryCodesLeft: 0 }),
      fixture('refused', { failure: 'refused' }),
      fixture('many', { app, passkeys, recoveryCodesLeft: 7, failure: 'many' }),
    ];
  },
};
