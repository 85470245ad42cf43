import { ACCOUNT_APPS, type AccountAppsPage } from './definitions/account-apps.page.js';
import {
  ACCOUNT_END_SESSIONS,
  type AccountEndSessionsPage,
} from './definitions/account-end-sessions.page.js';
import { ACCOUNT_PASSWORD, type AccountPasswordPage } from './definitions/account-password.page.js';
import { ACCOUNT_REMOVE_APP, type AccountRemoveAppPage } from './definitions/account-remove-app.page.js';
import { ACCOUNT_SESSIONS, type AccountSessionsPage } from './definitions/account-sessions.page.js';
import { ACCOUNT_CHOOSER, type AccountChooserPage } from './definitions/account-chooser.page.js';
import { CONSENT, type ConsentPage } from './definitions/consent.page.js';
import { DEVICE_DONE, type DeviceDonePage } from './definitions/device-done.page.js';
import { DEVICE_PAGE, type DevicePage } from './definitions/device.page.js';
import { ERROR, type ErrorPage } from './definitions/error.page.js';
import {
  FORGOT_PASSWORD_SENT,
  type ForgotPasswordSentPage,
} from './definitions/forgot-password-sent.page.js';
import { FORGOT_PASSWORD, type ForgotPasswordPage } from './definitions/forgot-password.page.js';
import { FORM_POST, type FormPostPage } from './definitions/form-post.page.js';
import { INTERSTITIAL, type InterstitialPage } from './definitions/interstitial.page.js';
import { GALLERY, type GalleryPage } from './definitions/gallery.page.js';
import { NOTICE, type NoticePage } from './definitions/notice.page.js';
import { RESET_PASSWORD_DONE, type ResetPasswordDonePage } from './definitions/reset-password-done.page.js';
import { RESET_PASSWORD_GONE, type ResetPasswordGonePage } from './definitions/reset-password-gone.page.js';
import { RESET_PASSWORD, type ResetPasswordPage } from './definitions/reset-password.page.js';
import { SIGN_IN, type SignInPage } from './definitions/sign-in.page.js';
import { SIGN_OUT, type SignOutPage } from './definitions/sign-out.page.js';
import { SIGNED_OUT, type SignedOutPage } from './definitions/signed-out.page.js';
import { AUTHENTICATOR_APP, type AuthenticatorAppPage } from './definitions/authenticator-app.page.js';
import { MY_SECOND_FACTOR, type MySecondFactorPage } from './definitions/my-second-factor.page.js';
import { RECOVERY_CODE_USED, type RecoveryCodeUsedPage } from './definitions/recovery-code-used.page.js';
import { RECOVERY_CODES_PAGE, type RecoveryCodesPage } from './definitions/recovery-codes.page.js';
import { SECOND_FACTOR_PAGE, type SecondFactorPage } from './definitions/second-factor.page.js';
import {
  SECOND_FACTOR_REMOVAL,
  type SecondFactorRemovalPage,
} from './definitions/second-factor-removal.page.js';
import type { PageDefinition } from './page-definition.js';

/**
 * The view models of the end-user pages.
 *
 * They are plain values with every key present. Handlebars resolves own properties only, so a class
 * instance or a getter on a prototype would print as an empty string, on a consent page of all places.
 */
export type Page =
  | SignInPage
  | AccountChooserPage
  | SecondFactorPage
  | AuthenticatorAppPage
  | RecoveryCodesPage
  | RecoveryCodeUsedPage
  | MySecondFactorPage
  | SecondFactorRemovalPage
  | ConsentPage
  | DevicePage
  | DeviceDonePage
  | AccountAppsPage
  | AccountRemoveAppPage
  | AccountSessionsPage
  | AccountEndSessionsPage
  | AccountPasswordPage
  | SignOutPage
  | SignedOutPage
  | ErrorPage
  | NoticePage
  | FormPostPage
  | InterstitialPage
  | GalleryPage
  | ForgotPasswordPage
  | ForgotPasswordSentPage
  | ResetPasswordPage
  | ResetPasswordGonePage
  | ResetPasswordDonePage;

export type PageName = Page['name'];

/** Every page there is. */
export const PAGES: { readonly [Name in PageName]: PageDefinition<Extract<Page, { name: Name }>> } = {
  'sign-in': SIGN_IN,
  'account-chooser': ACCOUNT_CHOOSER,
  'second-factor': SECOND_FACTOR_PAGE,
  'authenticator-app': AUTHENTICATOR_APP,
  'recovery-codes': RECOVERY_CODES_PAGE,
  'recovery-code-used': RECOVERY_CODE_USED,
  'my-second-factor': MY_SECOND_FACTOR,
  'second-factor-removal': SECOND_FACTOR_REMOVAL,
  consent: CONSENT,
  device: DEVICE_PAGE,
  'device-done': DEVICE_DONE,
  'account-apps': ACCOUNT_APPS,
  'account-remove-app': ACCOUNT_REMOVE_APP,
  'account-sessions': ACCOUNT_SESSIONS,
  'account-end-sessions': ACCOUNT_END_SESSIONS,
  'account-password': ACCOUNT_PASSWORD,
  'sign-out': SIGN_OUT,
  'signed-out': SIGNED_OUT,
  error: ERROR,
  notice: NOTICE,
  'form-post': FORM_POST,
  interstitial: INTERSTITIAL,
  gallery: GALLERY,
  'forgot-password': FORGOT_PASSWORD,
  'forgot-password-sent': FORGOT_PASSWORD_SENT,
  'reset-password': RESET_PASSWORD,
  'reset-password-gone': RESET_PASSWORD_GONE,
  'reset-password-done': RESET_PASSWORD_DONE,
};

export function definitionOf<P extends Page>(page: P): PageDefinition<P> {
  return PAGES[page.name] as unknown as PageDefinition<P>;
}
