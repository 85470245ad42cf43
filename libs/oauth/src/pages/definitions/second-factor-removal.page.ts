import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import type { PageDefinition } from '../page-definition.js';
import { frameOf } from '../sample-views.js';
import type { AccountFrame } from '../views.js';

/** Form `second-factor-removal` posts `token`, `factor` and `action` (`remove`). */
export interface SecondFactorRemovalPage {
  readonly name: 'second-factor-removal';
  readonly client: null;
  readonly frame: AccountFrame;
  readonly action: string;
  /** CSRF token. */
  readonly token: string;
  /** `app`, or the id of a passkey. */
  readonly factor: string;
  /** Null for the app. */
  readonly passkeyName: string | null;
  /** Nothing is left then. */
  readonly last: boolean;
  /** Everybody must have a second factor. */
  readonly required: boolean;
  readonly backHref: string;
}

export const SECOND_FACTOR_REMOVAL: PageDefinition<SecondFactorRemovalPage> = {
  endsAtClient: false,
  address: ({ factor }) => ({ endpoint: 'account/second_factor/remove', query: { factor } }),
  title: ({ passkeyName }) =>
    passkeyName === null ? 'secondFactorRemoval.app.title' : 'secondFactorRemoval.passkey.title',
  details: ({ frame, passkeyName, last, required }) => ({
    frame: toFrameModel(frame),
    isApp: passkeyName === null,
    endsIt: last && !required,
    mustReplace: last && required,
  }),
  says: ({ frame, action, token, factor }) => ({ ...frameSays(frame), action, token, factor }),
  contains: ({ frame, token, factor, passkeyName }) => [
    ...frameContains(frame),
    ...(passkeyName === null ? [] : [passkeyName]),
    `value="${token}"`,
    'name="token"',
    `value="${factor}"`,
    'name="factor"',
    'value="remove"',
  ],
  fixtures() {
    const app: SecondFactorRemovalPage = {
      name: 'second-factor-removal',
      client: null,
      frame: frameOf('second-factor'),
      action: '/oauth/account/second_factor/remove',
      token: 'fixture-token',
      factor: 'app',
      passkeyName: null,
      last: false,
      required: false,
      backHref: '/oauth/account/second_factor',
    };
    return [
      { id: 'second-factor-removal/app', page: app },
      { id: 'second-factor-removal/last', page: { ...app, last: true } },
      { id: 'second-factor-removal/last-required', page: { ...app, last: true, required: true } },
      {
        id: 'second-factor-removal/passkey',
        page: { ...app, factor: 'a1', passkeyName: 'Work laptop' },
      },
    ];
  },
};
