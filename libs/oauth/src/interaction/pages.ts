/**
 * The view models of the end-user pages.
 *
 * They are plain values with every key present. Handlebars resolves own properties only, so a class
 * instance or a getter on a prototype would print as an empty string, on a consent page of all places.
 */

/** Languages that ship complete. */
export type Language = 'en' | 'zh-CN';

/** What every page is given besides its own model. */
export interface PageContext {
  readonly language: Language;
  /** The languages on offer, as links that lead back to the same page. */
  readonly languages: readonly LanguageLink[];
  readonly assets: PageAssets;
  readonly brand: PageBrand;
}

export interface LanguageLink {
  /** BCP 47 tag. */
  readonly code: string;
  /** The language's own name for itself. */
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
}

/** Addresses of the files in `assets/`, as the host serves them. */
export interface PageAssets {
  readonly css: string;
  /** Left out, the pages are complete: the script only adds comfort. */
  readonly js?: string;
}

export interface PageBrand {
  /** Who runs this authorization server, in the words of its users. */
  readonly name: string;
  /** An `https:` or `mailto:` address where a person finds help, or null. */
  readonly supportUrl: string | null;
}

/** The client as an end user sees it. */
export interface ClientView {
  readonly name: string;
  /** The client's home page: `https:` only, checked by whoever builds the view (escaping does not make a URL safe). */
  readonly uri: string | null;
  /** Path of the logo in our own cache (`/…` or `data:image/…`); a foreign one is outside `img-src` and not drawn. */
  readonly logo: string | null;
  /** True when an administrator vouches for the client. */
  readonly verified: boolean;
}

/**
 * Form `sign-in` posts `interaction`, `username`, `password` and `action` (`sign_in` or `cancel`).
 * The cancel button skips the browser's own validation, so it may arrive with empty fields.
 */
export interface SignInPage {
  readonly name: 'sign-in';
  /** Where the form posts. */
  readonly action: string;
  /** Interaction id; it is the CSRF token too. */
  readonly interaction: string;
  readonly client: ClientView;
  /** Kept from the last try or from `login_hint`; empty if there is none. */
  readonly username: string;
  /** The user is signed in already and must prove it again: the username is fixed. */
  readonly reauthenticate: boolean;
  /** One text for every wrong credential and every disabled account, so that none can be told from another. */
  readonly failure: 'credentials' | 'busy' | 'limited' | null;
}

/** One scope on the consent page. Texts are in the page's language already. */
export interface ScopeView {
  /** The scope value of RFC 6749 section 3.3. */
  readonly name: string;
  readonly title: string;
  /** One sentence, or empty. */
  readonly description: string;
  /** Cannot be unchecked. */
  readonly required: boolean;
  readonly sensitive: boolean;
  /** Allowed at an earlier occasion: shown folded under "Already allowed". */
  readonly granted: boolean;
  readonly kind: 'profile' | 'access';
}

/**
 * Form `consent` posts `interaction`, `scope.<name>=true` for each allowed scope, `remember` (`true`, if
 * rememberable and checked) and `decision` (`allow` or `deny`). A required scope is a checked and disabled
 * box with a hidden field, since disabled boxes are not sent.
 */
export interface ConsentPage {
  readonly name: 'consent';
  readonly action: string;
  readonly interaction: string;
  readonly client: ClientView;
  readonly account: AccountView;
  readonly switchAccountHref: string;
  readonly scopes: readonly ScopeView[];
  /**
   * Scheme and host of the redirect URI, such as `https://wiki.acme.example`, or `com.acme.app:` for a private scheme;
   * null for a device.
   */
  readonly redirectHost: string | null;
  readonly redirectWarning: 'loopback' | 'private-scheme' | null;
  readonly rememberable: boolean;
  /** The device that waits for the decision (RFC 8628); null when the answer goes to a redirect URI. */
  readonly device: DeviceView | null;
}

export interface DeviceView {
  /** As the device shows it, for comparison: `WDJB-MJHT`. */
  readonly userCode: string;
  /** Since the device asked. Seconds. */
  readonly age: number;
}

export interface AccountView {
  /** Display name, or empty if the account has none. */
  readonly name: string;
  readonly username: string;
}

/**
 * Why a user code leads no further:
 * - `malformed`: it has not the form of one
 * - `unknown`: nobody was given it; each of these counts
 * - `expired`, `used`: it was one
 * - `locked`: there were too many wrong ones
 */
export type UserCodeFailure =
  | { readonly kind: 'malformed' | 'expired' | 'used' }
  | { readonly kind: 'unknown'; readonly attemptsLeft: number }
  | { readonly kind: 'locked'; readonly waitSeconds: number };

/** Form `device` posts `token` and `user_code`, as the user typed it. */
export interface DevicePage {
  readonly name: 'device';
  readonly action: string;
  /** CSRF token of this browser: there is no interaction yet. */
  readonly token: string;
  /** As typed before, or as the link brought it (`verification_uri_complete`); or empty. */
  readonly userCode: string;
  readonly failure: UserCodeFailure | null;
  readonly client: null;
}

/** What the user decided about a device. The device learns of it by itself. */
export interface DeviceDonePage {
  readonly name: 'device-done';
  readonly outcome: 'allowed' | 'denied';
  /** The interaction that has ended: with it the page can be opened again. */
  readonly interaction: string;
  readonly client: ClientView;
}

/**
 * - `unknown-client`: no such client, or no `client_id` at all
 * - `redirect-mismatch`: the redirect URI is not registered for the client
 * - `malformed`: any other request that cannot be answered by a redirect
 * - `busy`: try again shortly (503, 429)
 * - `method`: wrong HTTP method for this address
 * - `neutral`: nothing is known about what went wrong, for example `/oauth/error` opened by hand
 * - `server`: our own fault
 */
export type ErrorKind =
  'unknown-client' | 'redirect-mismatch' | 'malformed' | 'busy' | 'method' | 'neutral' | 'server';

export interface ErrorPage {
  readonly name: 'error';
  /** HTTP status of the response. */
  readonly status: number;
  readonly kind: ErrorKind;
  /** What the user hands to support; empty if nothing was recorded. */
  readonly reference: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** OAuth error code, never translated. */
  readonly code: string;
  /** The public description of the error, for the developer, never translated; or empty. */
  readonly description: string;
  /** The redirect URI that was received: escaped, never a link. */
  readonly received: string | null;
  readonly client: ClientView | null;
  /** The way to sign out all the same, after a sign-out request that was refused. */
  readonly signOutHref: string | null;
}

/** An interaction that cannot go on; no error of anybody. */
export interface NoticePage {
  readonly name: 'notice';
  readonly kind: 'nothing-pending' | 'expired' | 'used' | 'other-browser';
  readonly client: ClientView | null;
  /** The client's `initiate_login_uri` or home page: `https:`, or plain http on loopback; anything else is not linked. */
  readonly startAgainHref: string | null;
}

/** Form `sign-out` posts `request`, `token` and `decision` (`sign_out` or `stay`). */
export interface SignOutPage {
  readonly name: 'sign-out';
  readonly action: string;
  /** The sign-out request, sealed. */
  readonly request: string;
  /** CSRF token: it belongs to this browser's session. */
  readonly token: string;
  readonly account: AccountView;
  /** Who asks; null when the user came by themselves. */
  readonly client: ClientView | null;
  /** Names of the clients that were used in this session. */
  readonly apps: readonly string[];
}

/**
 * - `signed-out`: the session has ended
 * - `nobody`: there was none
 * - `stayed`: the user decided to stay signed in
 */
export interface SignedOutPage {
  readonly name: 'signed-out';
  readonly outcome: 'signed-out' | 'nobody' | 'stayed';
  /** Who was signed in, or still is; null for nobody. */
  readonly account: AccountView | null;
  readonly client: ClientView | null;
  /** This outcome, sealed: with it the page can be opened again. */
  readonly result: string;
}

/**
 * Carries an authorization response to the client (OAuth 2.0 Form Post Response Mode). Form `form-post` posts the fields
 * to the client's redirect URI: by itself where there is JavaScript, by its button otherwise.
 */
export interface FormPostPage {
  readonly name: 'form-post';
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly client: null;
}

export type Page =
  | SignInPage
  | ConsentPage
  | DevicePage
  | DeviceDonePage
  | SignOutPage
  | SignedOutPage
  | ErrorPage
  | NoticePage
  | FormPostPage;

export type PageName = Page['name'];
