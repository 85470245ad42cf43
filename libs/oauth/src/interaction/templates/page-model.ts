import { redirectTarget } from '../../primitives/redirect-uri.js';
import type { MessageKey } from '../messages/en.js';
import { formatMessage, messageOf } from '../messages/messages.js';
import type {
  ClientView,
  ConsentPage,
  DevicePage,
  ErrorPage,
  Language,
  NoticePage,
  Page,
  PageContext,
  ScopeView,
  SignedOutPage,
  SignInPage,
  SignOutPage,
} from '../pages.js';

/** Longer names are cut: a client that calls itself a novel must not push the redirect host out of sight. */
const MAX_NAME_LENGTH = 80;

/** What a body template sees: the page, prepared so that the template decides nothing but markup. */
export function toPageModel(page: Page, context: PageContext) {
  const client = page.client === null ? null : toClient(page.client);
  return {
    ...page,
    ...detailsOf(page, context),
    client,
    clientName: client?.name ?? '',
    titleKey: titleKeyOf(page),
    brand: toBrand(context),
  };
}

/** What `layout.hbs` sees besides `body`. */
export function toLayoutModel(page: Page, context: PageContext) {
  const { titleKey, clientName, brand } = toPageModel(page, context);
  const text = (key: MessageKey, values: Record<string, string>): string =>
    formatMessage(messageOf(context.language, key), values);
  const failed = (page.name === 'sign-in' || page.name === 'device') && page.failure !== null;
  return {
    page: page.name,
    documentTitle: text(failed ? 'layout.titleAfterFailure' : 'layout.title', {
      title: text(titleKey, { client: clientName, brand: brand.name }),
      brand: brand.name,
    }),
    language: context.language,
    languages: context.languages,
    assets: { css: context.assets.css, js: context.assets.js ?? null },
    brand,
  };
}

/**
 * The address if following it is harmless, else null: escaping leaves `javascript:` as it is. Plain http is
 * for loopback addresses, where development happens.
 */
export function followable(href: string | null): string | null {
  if (href === null) return null;
  if (/^\/(?![/\\])/.test(href)) return href;
  if (!URL.canParse(href)) return null;
  const { protocol, hostname } = new URL(href);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || protocol === 'mailto:' || (protocol === 'http:' && loopback) ? href : null;
}

function toBrand({ brand }: PageContext) {
  return { name: brand.name, supportUrl: followable(brand.supportUrl) };
}

function toClient(client: ClientView) {
  const name = shortened(client.name);
  const uri = followable(client.uri);
  return {
    name,
    // Drawn where there is no logo.
    initial: Array.from(name.trim())[0]?.toUpperCase() ?? '',
    // The CSP lets images come from our own origin only, so a foreign logo would be a broken picture.
    logo: client.logo !== null && /^(\/(?![/\\])|data:image\/)/.test(client.logo) ? client.logo : null,
    uri,
    host: uri !== null && URL.canParse(uri) ? new URL(uri).host : null,
    verified: client.verified,
  };
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= MAX_NAME_LENGTH ? name : `${characters.slice(0, MAX_NAME_LENGTH).join('')}…`;
}

function titleKeyOf(page: Page): MessageKey {
  switch (page.name) {
    case 'sign-in':
      return page.reauthenticate ? 'signIn.reauthenticate.title' : 'signIn.title';
    case 'consent':
      return page.device === null ? 'consent.title' : 'consent.device.title';
    case 'device':
      return 'device.title';
    case 'device-done':
      return `device.${page.outcome}.title`;
    case 'sign-out':
      return 'signOut.title';
    case 'signed-out':
      return `signedOut.${page.outcome}.title`;
    case 'error':
      return `error.${page.kind}.title`;
    case 'notice':
      return `notice.${page.kind}.title`;
    case 'form-post':
      return 'formPost.title';
  }
}

function detailsOf(page: Page, context: PageContext) {
  switch (page.name) {
    case 'sign-in':
      return signInDetails(page);
    case 'consent':
      return consentDetails(page, context.language);
    case 'device':
      return deviceDetails(page, context.language);
    case 'device-done':
      return { allowed: page.outcome === 'allowed' };
    case 'sign-out':
      return signOutDetails(page);
    case 'signed-out':
      return signedOutDetails(page);
    case 'error':
      return errorDetails(page);
    case 'notice':
      return noticeDetails(page);
    case 'form-post':
      return { host: redirectTarget(page.action).host };
  }
}

function signInDetails({ failure, username }: SignInPage) {
  // After a failed try the message is read first; otherwise typing starts where something is missing.
  const focus = failure !== null ? 'failure' : username === '' ? 'username' : 'password';
  return {
    focusFailure: focus === 'failure',
    focusUsername: focus === 'username',
    focusPassword: focus === 'password',
  };
}

function consentDetails({ scopes, account, device }: ConsentPage, language: Language) {
  const asked = scopes.filter((scope) => !scope.granted);
  const granted = scopes.filter((scope) => scope.granted);
  const group = (kind: ScopeView['kind']) => ({ kind, scopes: asked.filter((scope) => scope.kind === kind) });
  return {
    groups: [group('profile'), group('access')].filter((each) => each.scopes.length > 0),
    granted,
    grantedCount: granted.length,
    nothingAsked: scopes.length === 0,
    nothingNew: asked.length === 0 && granted.length > 0,
    moreThanBefore: asked.length > 0 && granted.length > 0,
    named: account.name !== '',
    deviceAge: device && ago(device.age, language),
  };
}

function signOutDetails({ account, apps }: SignOutPage) {
  return { named: account.name !== '', apps: apps.map(shortened), hasApps: apps.length > 0 };
}

function signedOutDetails({ account, outcome }: SignedOutPage) {
  return {
    named: account !== null && account.name !== '',
    hasAccount: account !== null,
    ended: outcome === 'signed-out',
  };
}

function deviceDetails({ failure, userCode }: DevicePage, language: Language) {
  return {
    failure: failure && {
      kind: failure.kind,
      attemptsLeft: failure.kind === 'unknown' ? failure.attemptsLeft : null,
      wait: failure.kind === 'locked' ? minutes(failure.waitSeconds, language) : null,
    },
    // The code came with the link: nobody has compared it yet.
    filledIn: failure === null && userCode !== '',
    focusField: failure === null && userCode === '',
  };
}

/** "2 minutes" */
function minutes(seconds: number, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'long' });
  return format.format(Math.ceil(seconds / 60));
}

/** "2 minutes ago" */
function ago(seconds: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(language);
  return seconds < 60
    ? format.format(-seconds, 'second')
    : format.format(-Math.floor(seconds / 60), 'minute');
}

function errorDetails({ kind, reference, received }: ErrorPage) {
  return {
    hasReference: reference !== '',
    // A page opened by hand has nothing to tell a developer.
    hasDetails: kind !== 'neutral',
    mismatch: kind === 'redirect-mismatch',
    hasReceived: received !== null,
  };
}

function noticeDetails({ startAgainHref }: NoticePage) {
  return { startAgainHref: followable(startAgainHref) };
}
