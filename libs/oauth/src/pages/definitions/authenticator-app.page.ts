import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import type { Fixture, PageDefinition } from '../page-definition.js';
import { ADA, frameOf, WIKI } from '../sample-views.js';
import type { AccountFrame, ClientView } from '../views.js';

/** Where an app is set up: at sign-in, where the user must, or from the pages about their account. */
export type AppPlace =
  | { readonly kind: 'sign-in'; readonly interaction: string }
  | {
      readonly kind: 'account';
      readonly frame: AccountFrame;
      readonly token: string;
      readonly backHref: string;
    };

/**
 * Form `authenticator-app` posts `setup`, `code` as the user typed it and `action` (`confirm`; at sign-in `passkey`
 * and `cancel` too, and then `credential`), with `interaction` at sign-in and `token` otherwise.
 */
export interface AuthenticatorAppPage {
  readonly name: 'authenticator-app';
  readonly action: string;
  readonly client: ClientView | null;
  readonly place: AppPlace;
  /** The secret, sealed. */
  readonly setup: string;
  /** Base32. */
  readonly secret: string;
  /** `otpauth:` */
  readonly uri: string;
  /** The same as an image: a `data:` URL. */
  readonly qrCode: string;
  /** Whose account it is, as the app will show it. */
  readonly username: string;
  /** A passkey would do instead: where the script asks how to make one. */
  readonly optionsAction: string | null;
  /** `wrong` for a code that the app cannot have shown, `passkey` for a passkey that could not be added. */
  readonly failure: 'wrong' | 'passkey' | null;
}

export const AUTHENTICATOR_APP: PageDefinition<AuthenticatorAppPage> = {
  endsAtClient: true,
  address: ({ place, setup, failure }) => {
    if (place.kind === 'account') return { endpoint: 'account/second_factor/app', query: { setup } };
    const { interaction } = place;
    const query = { interaction, setup, ...(failure !== null && { failed: failure }) };
    return { endpoint: 'sign_in/second_factor/set_up', query };
  },
  title: ({ place }) =>
    place.kind === 'sign-in' ? 'authenticatorApp.required.title' : 'authenticatorApp.title',
  hasFailed: ({ failure }) => failure !== null,
  details: ({ place, secret, optionsAction }) => ({
    frame: place.kind === 'account' ? toFrameModel(place.frame) : null,
    interaction: place.kind === 'sign-in' ? place.interaction : null,
    token: place.kind === 'account' ? place.token : null,
    backHref: place.kind === 'account' ? place.backHref : null,
    atSignIn: place.kind === 'sign-in',
    // In groups, as people copy it; apps leave the spaces out.
    grouped: secret.replace(/.{4}(?=.)/g, '$& '),
    offersPasskey: optionsAction !== null,
  }),
  says: ({ action, setup, secret, uri, qrCode, username, place }) => ({
    ...{ action, setup, secret, uri, qrCode, username },
    ...(place.kind === 'account' && frameSays(place.frame)),
  }),
  contains: ({ setup, secret, place, optionsAction }) => [
    `value="${setup}"`,
    'name="setup"',
    'name="code"',
    'value="confirm"',
    secret.slice(0, 4),
    'id="qr-code"',
    ...(place.kind === 'sign-in'
      ? [`value="${place.interaction}"`, 'name="interaction"', 'value="cancel"']
      : [...frameContains(place.frame), `value="${place.token}"`, 'name="token"']),
    ...(optionsAction === null ? [] : ['name="credential"', 'value="passkey"', 'data-passkey="create"']),
  ],
  fixtures() {
    const base = {
      name: 'authenticator-app',
      setup: 'fixture-setup',
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      qrCode: SAMPLE_QR_CODE,
      username: ADA.username,
      failure: null,
    } as const;
    const required: AuthenticatorAppPage = {
      ...base,
      action: '/oauth/sign_in/second_factor/set_up',
      client: WIKI,
      place: { kind: 'sign-in', interaction: 'fixture-interaction' },
      optionsAction: '/oauth/sign_in/second_factor/set_up/passkey/options',
    };
    const own: AuthenticatorAppPage = {
      ...base,
      action: '/oauth/account/second_factor/app',
      client: null,
      place: {
        kind: 'account',
        frame: frameOf('second-factor'),
        token: 'fixture-token',
        backHref: '/oauth/account/second_factor',
      },
      optionsAction: null,
    };
    const fixture = (id: string, page: AuthenticatorAppPage): Fixture<AuthenticatorAppPage> => ({
      id: `authenticator-app/${id}`,
      page,
    });
    return [
      fixture('required', required),
      fixture('required-own', { ...required, client: null, optionsAction: null }),
      fixture('required-wrong', { ...required, failure: 'wrong' }),
      fixture('required-passkey', { ...required, failure: 'passkey' }),
      fixture('own', own),
      fixture('own-wrong', { ...own, failure: 'wrong' }),
    ];
  },
};

/** A few squares, for pages that only have to look like one. */
const SAMPLE_QR_CODE = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#fff" d="M0 0h9v9H0z"/><path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 5h1v1H5zM7 7h1v1H7z"/></svg>',
)}`;
