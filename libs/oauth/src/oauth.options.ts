import {
  DEFAULT_CLIENT_DOCUMENTS,
  clientDocumentOptionsProblem,
  type ClientDocumentOptions,
} from './client-documents/client-document.options.js';
import { MULTI_FACTOR, PASSWORD } from './accounts/account-store.js';
import { resolvePasswords, type PasswordOptions } from './accounts/password.options.js';
import { givenOptions } from './console/given-options.js';
import { resolveConsole, type ConsoleOptions } from './console/console.options.js';
import { ruleProblem, type ExchangeRule } from './exchange/exchange-rule.js';
import { DEFAULT_LIMITS, type LimitName, type Limit, type LimitSettings } from './limits/limit.js';
import { resolveMail, type MailOptions } from './mail/mail.options.js';
import type { OAuthExtras } from './oauth.extras.js';
import { isSwitchedOn } from './oauth.feature-switches.js';
import {
  checkFlag,
  checkNames,
  checkNumber,
  checkUrl,
  InvalidOptions,
  OptionChecks,
} from './oauth.option-checks.js';
import { resolveBrand, type BrandOptions, type ResolvedBrand } from './pages/brand.options.js';
import { MAX_TOKEN_SECONDS } from './primitives/longest-lives.js';
import { isScopeToken } from './primitives/scope.js';
import { isClaimName, isProtocolClaim } from './scopes/claim-names.js';
import { resolveSecondFactor, type SecondFactorOptions } from './second-factor/second-factor.options.js';

/** What a scope means, in words for the consent page. */
export interface ScopeDefinition {
  readonly title: string;
  readonly description?: string;
  /** Marked on the consent page. */
  readonly sensitive?: boolean;
  /** Claims about the user that the userinfo endpoint tells a client with this scope, beside the standard ones. */
  readonly claims?: readonly string[];
  /** The texts in further languages, by BCP 47 tag; the texts above stand in where one is missing. */
  readonly translations?: Readonly<Record<string, { readonly title: string; readonly description?: string }>>;
}

export type DpopNoncePolicy = 'never' | 'required';

/** All in whole seconds. */
export interface Lifetimes {
  /** Authorization code. Seconds; default 60, 1 to 60 (policy P5). */
  readonly code: number;
  /**
   * Access token, where the client has no lifetime of its own. A JWT is accepted by APIs until it expires. Seconds;
   * default 600, 1 to 86 400.
   */
  readonly accessToken: number;
  /** ID token, where the client has no lifetime of its own: its `exp`. Seconds; default 600, 1 to 86 400. */
  readonly idToken: number;
  /**
   * Refresh token: unused for this long, it ends, where the client has no lifetime of its own. Seconds; default 14 days,
   * 1 second to 10 years.
   */
  readonly refreshIdle: number;
  /**
   * Refresh token: it ends after this in any case; rotation never extends it (policy P11). Seconds; default 90 days,
   * 1 second to 10 years.
   */
  readonly refreshAbsolute: number;
  /** From the authorization request until the user has decided. Seconds; default 900, 1 to 3600. */
  readonly interaction: number;
  /** A signed-in browser. Seconds; default 8 hours, 1 second to 400 days. */
  readonly session: number;
  /**
   * A signed-in browser whose user asked to stay signed in, also after it was closed. Seconds; default 0, which offers
   * nobody to; otherwise at least as long as `session`, at most 400 days.
   */
  readonly keptSession: number;
  /** A remembered consent. Seconds; default 365 days, 1 second to 10 years. */
  readonly consent: number;
  /**
   * From the push of an authorization request until the user's browser brings its reference (RFC 9126 section 2.2).
   * Seconds; default 300, 5 to 600.
   */
  readonly pushedRequest: number;
  /**
   * A device code and its user code: from the device's request until it has its tokens (RFC 8628 section 3.2). Seconds;
   * default 600, 60 to 1800.
   */
  readonly deviceCode: number;
  /** The link of a mail for a new password, until there is one. Seconds; default 1800, 60 to 86 400. */
  readonly passwordReset: number;
}

export interface OAuthOptions {
  /**
   * The issuer identifier (RFC 8414 section 2): an https URL without query, fragment and trailing slash. `http` is
   * accepted for localhost and loopback addresses. Never derived from request headers.
   */
  readonly issuer: string;
  /**
   * What every key of this server's own is derived from: those that seal signing keys and the secrets of authenticator
   * apps at rest, that recognise refresh tokens, chain the audit log, make DPoP nonces and form tokens, digest user codes,
   * and protect what travels through browsers. At least 32 random bytes as base64url or hex; every process of one
   * installation has the same.
   */
  readonly masterKey: string;
  /**
   * Where the endpoints are reached, if that is not the issuer followed by Nest's global prefix (which an issuer may
   * already end with), for example behind a proxy that strips a path.
   */
  readonly baseUrl?: string;
  /** Who runs this server, for the pages. Default: the issuer's host. */
  readonly brand?: BrandOptions;
  /** Scopes of your APIs. The standard scopes of OpenID Connect need no entry. */
  readonly scopes?: Readonly<Record<string, ScopeDefinition>>;
  readonly lifetimes?: Partial<Lifetimes>;
  /**
   * Authentication context classes that sign-ins here can attest (OpenID Connect Core section 2). Default: that of a
   * password and, with the feature `secondFactor`, that of several factors. Name more if your `AccountStore` returns an account with another `authentication`.
   */
  readonly acrValues?: readonly string[];
  /** Who has to prove a second factor (feature `secondFactor`). */
  readonly secondFactor?: Partial<SecondFactorOptions>;
  readonly refresh?: {
    /** A lost answer may be fetched again with the predecessor for this long. Seconds; default 30, at most 120. */
    readonly graceSeconds?: number;
    /** ... and this often. Default 32. */
    readonly graceRepeats?: number;
  };
  readonly dpop?: {
    /**
     * Must a proof carry a nonce of this server (RFC 9449 section 8)? It costs clients a second request now and then
     * and makes a proof worthless that somebody had made in advance. Default: `never`.
     */
    readonly nonce?: DpopNoncePolicy;
    /** A proof is good for this long after its `iat`. Seconds; default 60, at most 300. */
    readonly proofSeconds?: number;
    /** A nonce is good for at least this long and at most twice as long. Seconds; default 120. */
    readonly nonceSeconds?: number;
  };
  /** What clients get that nobody registered (feature `clientIdMetadataDocuments`). */
  readonly clientIdMetadataDocuments?: Partial<ClientDocumentOptions>;
  /** Who may exchange which token for which audience (RFC 8693); the first rule that fits decides. Default: nobody. */
  readonly exchange?: { readonly rules?: readonly ExchangeRule[] };
  readonly keys?: {
    /** A signing key is replaced after this long; its successor is published from the start. Seconds; default 90 days. */
    readonly rotateEverySeconds?: number;
  };
  /** What users may choose as a password on our pages. */
  readonly passwords?: Partial<PasswordOptions>;
  readonly backchannelLogout?: {
    /**
     * How often a client that does not answer is told that a session has ended: after 15 seconds again, then each time
     * after three times as long. Default 5, which takes 10 minutes; at most 8.
     */
    readonly attempts?: number;
  };
  /**
   * How often guessing may fail, by what is guessed. Sources are told apart by the address that the HTTP adapter names,
   * so behind a proxy it has to trust that proxy (`trust proxy`), or all the world is one source.
   */
  readonly limits?: Readonly<Partial<Record<LimitName, Partial<Limit>>>>;
  /** How mails leave. Without it, and without the port `mailer`, none is sent and there is no password reset. */
  readonly mail?: MailOptions;
  /** Expired rows are deleted this often. Seconds; default 60, 0 leaves it to you: `app.get(Pruner).run()`. */
  readonly pruneEverySeconds?: number;
  /** New events of the audit log are sealed this often. Seconds; default 5, 0 leaves it to you: `app.get(AuditSealer).run()`. */
  readonly sealEverySeconds?: number;
  /**
   * Serves clients of the older Spring dialect beside the standard: `/oauth/check_token`, `response_type=authorization_code`,
   * `scope` beside `code`, `expire_in` beside `expires_in`. Weakens nothing. Default: false.
   */
  readonly legacy?: boolean;
  /** Folder with the look of your pages: templates, words, design tokens, a style sheet, a logo. */
  readonly theme?: string;
  /**
   * Sends `form-action 'self'` with the pages whose forms end at a client too. Browsers then refuse to follow a redirect
   * from the form to the client, so a page stands between that goes on by itself. Default: false.
   */
  readonly strictFormAction?: boolean;
  /** An admin app that may ask this server about itself. Default: nobody may. */
  readonly console?: ConsoleOptions;
}

const DEFAULT_LIFETIMES: Lifetimes = {
  code: 60,
  accessToken: 600,
  idToken: 600,
  refreshIdle: 14 * 86400,
  refreshAbsolute: 90 * 86400,
  interaction: 900,
  session: 8 * 3600,
  keptSession: 0,
  consent: 365 * 86400,
  pushedRequest: 300,
  deviceCode: 600,
  passwordReset: 1800,
};

/** With `forRoot` the extras stand in the same object. */
export type OptionName = keyof OAuthOptions | keyof OAuthExtras;

/** Every option there is; a name beside them is refused. */
export const OPTION_NAMES: readonly OptionName[] = [
  'issuer',
  'masterKey',
  'baseUrl',
  'brand',
  'scopes',
  'lifetimes',
  'acrValues',
  'secondFactor',
  'refresh',
  'dpop',
  'exchange',
  'clientIdMetadataDocuments',
  'keys',
  'passwords',
  'backchannelLogout',
  'limits',
  'mail',
  'pruneEverySeconds',
  'sealEverySeconds',
  'legacy',
  'theme',
  'strictFormAction',
  'console',
  'prefix',
  'isGlobal',
  'dataSource',
  'accounts',
  'features',
  'pages',
  'exchangePolicy',
  'outgoing',
  'mailer',
  'metrics',
  'clock',
];

/** The options after `resolveOptions`: complete, checked and frozen. A class, so that it can be injected. */
export abstract class ResolvedOptions {
  abstract readonly issuer: string;
  abstract readonly masterKey: string;
  abstract readonly baseUrl: string | undefined;
  abstract readonly brand: ResolvedBrand;
  abstract readonly scopes: Readonly<Record<string, ScopeDefinition>>;
  abstract readonly lifetimes: Lifetimes;
  abstract readonly acrValues: readonly string[];
  abstract readonly secondFactor: SecondFactorOptions;
  abstract readonly refresh: { readonly graceSeconds: number; readonly graceRepeats: number };
  abstract readonly dpop: {
    readonly nonce: DpopNoncePolicy;
    readonly proofSeconds: number;
    readonly nonceSeconds: number;
  };
  abstract readonly clientIdMetadataDocuments: ClientDocumentOptions;
  abstract readonly exchange: { readonly rules: readonly ExchangeRule[] };
  abstract readonly keys: { readonly rotateEverySeconds: number };
  abstract readonly passwords: PasswordOptions;
  abstract readonly backchannelLogout: { readonly attempts: number };
  abstract readonly limits: LimitSettings;
  abstract readonly mail: MailOptions | null;
  abstract readonly pruneEverySeconds: number;
  abstract readonly sealEverySeconds: number;
  abstract readonly legacy: boolean;
  abstract readonly theme: string | undefined;
  abstract readonly strictFormAction: boolean;
  abstract readonly console: ConsoleOptions | null;
  /** Which options were given, by name with a point for a part; the others have their default. */
  abstract readonly given: ReadonlySet<string>;
}

/**
 * Checks the options once, at start-up.
 *
 * @param extras as far as they change what is the default or makes sense
 * @throws InvalidOptions that names everything that is wrong
 */
export function resolveOptions(
  options: OAuthOptions,
  extras: Pick<OAuthExtras, 'features'> = {},
): ResolvedOptions {
  const hasSecondFactor = isSwitchedOn('secondFactor', extras);
  const lifetimes = { ...DEFAULT_LIFETIMES, ...options.lifetimes };
  const refresh = { graceSeconds: 30, graceRepeats: 32, ...options.refresh };
  const dpop = { nonce: 'never' as const, proofSeconds: 60, nonceSeconds: 120, ...options.dpop };
  const exchange = { rules: [], ...options.exchange };
  const clientDocuments = { ...DEFAULT_CLIENT_DOCUMENTS, ...options.clientIdMetadataDocuments };
  const keys = { rotateEverySeconds: 90 * 86400, ...options.keys };
  const backchannelLogout = { attempts: 5, ...options.backchannelLogout };
  const acrValues = options.acrValues ?? [PASSWORD.acr, ...(hasSecondFactor ? [MULTI_FACTOR.acr] : [])];
  const checks = new OptionChecks();
  const secondFactor = checks.run(() => resolveSecondFactor(options.secondFactor, hasSecondFactor));
  const limits = checks.run(() => resolveLimits(options.limits));
  const mail = checks.run(() => resolveMail(options.mail));
  const passwords = checks.run(() => resolvePasswords(options.passwords));
  const ofConsole = checks.run(() => resolveConsole(options.console));
  checks.run(() => checkNames('', options, OPTION_NAMES));
  checks.run(() => checkNames('lifetimes.', lifetimes, Object.keys(DEFAULT_LIFETIMES)));
  checks.run(() => checkNames('refresh.', refresh, ['graceSeconds', 'graceRepeats']));
  checks.run(() => checkNames('dpop.', dpop, ['nonce', 'proofSeconds', 'nonceSeconds']));
  checks.run(() => checkNames('exchange.', exchange, ['rules']));
  checks.run(() =>
    checkNames('clientIdMetadataDocuments.', clientDocuments, Object.keys(DEFAULT_CLIENT_DOCUMENTS)),
  );
  checks.run(() => checkClientDocuments(clientDocuments));
  checks.run(() => checkNames('keys.', keys, ['rotateEverySeconds']));
  checks.run(() => checkNames('backchannelLogout.', backchannelLogout, ['attempts']));
  checks.run(() => checkAcrValues(acrValues));
  const issuerUrl = checks.run(() => checkIssuer(options.issuer));
  checks.run(() => checkMasterKey(options.masterKey));
  checkLifetimes(lifetimes, checks);
  const { baseUrl } = options;
  if (baseUrl !== undefined) checks.run(() => checkUrl('baseUrl', baseUrl));
  checks.run(() => checkFlag('legacy', options.legacy));
  checks.run(() => checkFlag('strictFormAction', options.strictFormAction));
  checks.run(() => checkNumber('refresh.graceSeconds', refresh.graceSeconds, 0, 120));
  checks.run(() => checkNumber('refresh.graceRepeats', refresh.graceRepeats, 0, 1000));
  checks.run(() => checkNonce(dpop.nonce));
  checks.run(() => checkNumber('dpop.proofSeconds', dpop.proofSeconds, 10, 300));
  checks.run(() => checkNumber('dpop.nonceSeconds', dpop.nonceSeconds, 10, 3600));
  checks.run(() => checkRules(exchange.rules));
  checks.run(() => checkNumber('keys.rotateEverySeconds', keys.rotateEverySeconds, 3600, 10 * 365 * 86400));
  checks.run(() => checkNumber('backchannelLogout.attempts', backchannelLogout.attempts, 1, 8));
  checks.run(() => checkNumber('pruneEverySeconds', options.pruneEverySeconds ?? 60, 0, 86400));
  checks.run(() => checkNumber('sealEverySeconds', options.sealEverySeconds ?? 5, 0, 3600));
  checks.run(() => checkScopes(options.scopes ?? {}));
  const brand = checks.run(() => resolveBrand(options.brand, issuerUrl?.host ?? ''));
  checks.finish();
  return Object.freeze({
    issuer: options.issuer,
    masterKey: options.masterKey,
    baseUrl: baseUrl?.replace(/\/+$/, ''),
    brand: brand!,
    scopes: Object.freeze({ ...options.scopes }),
    lifetimes: Object.freeze(lifetimes),
    acrValues: Object.freeze([...acrValues]),
    secondFactor: secondFactor!,
    refresh: Object.freeze(refresh),
    dpop: Object.freeze(dpop),
    clientIdMetadataDocuments: Object.freeze(clientDocuments),
    exchange: Object.freeze({
      rules: Object.freeze(exchange.rules.map((rule) => Object.freeze({ ...rule }))),
    }),
    keys: Object.freeze(keys),
    passwords: passwords!,
    backchannelLogout: Object.freeze(backchannelLogout),
    limits: Object.freeze(limits!),
    mail: mail ?? null,
    pruneEverySeconds: options.pruneEverySeconds ?? 60,
    sealEverySeconds: options.sealEverySeconds ?? 5,
    legacy: options.legacy ?? false,
    theme: options.theme,
    strictFormAction: options.strictFormAction ?? false,
    console: ofConsole ?? null,
    given: givenOptions(options),
  });
}

function resolveLimits(given: OAuthOptions['limits'] = {}): LimitSettings {
  checkNames('limits.', given, Object.keys(DEFAULT_LIMITS));
  const names = Object.keys(DEFAULT_LIMITS) as LimitName[];
  const entries = names.map((name): [LimitName, Limit] => {
    const limit = { ...DEFAULT_LIMITS[name], ...given[name] };
    checkNames(`limits.${name}.`, limit, ['attempts', 'seconds']);
    checkNumber(`limits.${name}.attempts`, limit.attempts, 1, 1_000_000);
    checkNumber(`limits.${name}.seconds`, limit.seconds, 1, 86400);
    return [name, Object.freeze(limit)];
  });
  return Object.fromEntries(entries) as Record<LimitName, Limit>;
}

function checkScopes(scopes: Readonly<Record<string, ScopeDefinition>>): void {
  for (const [name, { claims = [] }] of Object.entries(scopes)) {
    if (!isScopeToken(name)) {
      throw new InvalidOptions(
        `"${name}" is no scope. Write printable ASCII without spaces, such as "orders:read".`,
      );
    }
    const wrong = claims.find((claim) => !isClaimName(claim) || isProtocolClaim(claim));
    if (wrong !== undefined) {
      throw new InvalidOptions(
        `"scopes.${name}.claims" has "${wrong}". Write names of claims about the user, such as "department".`,
      );
    }
  }
}

function checkAcrValues(acrValues: unknown): void {
  const isName = (acr: unknown): boolean => typeof acr === 'string' && /^\S{1,255}$/.test(acr);
  if (Array.isArray(acrValues) && acrValues.every(isName)) return;
  throw new InvalidOptions(
    '"acrValues" is no list of names. Write for example ["urn:example:acr:hardware-key"].',
  );
}

function checkNonce(nonce: unknown): void {
  if (nonce === 'never' || nonce === 'required') return;
  throw new InvalidOptions(`"dpop.nonce" is ${JSON.stringify(nonce)}. Write "never" or "required".`);
}

function checkClientDocuments(documents: ClientDocumentOptions): void {
  const problem = clientDocumentOptionsProblem(documents);
  if (problem) throw new InvalidOptions(problem);
}

function checkRules(rules: unknown): void {
  if (!Array.isArray(rules))
    throw new InvalidOptions('"exchange.rules" is no list. Write one, or leave it out.');
  for (const [index, rule] of rules.entries()) {
    const problem = ruleProblem(rule);
    if (problem) throw new InvalidOptions(`"exchange.rules[${index}]" ${problem}`);
  }
}

function checkIssuer(issuer: unknown): URL {
  if (typeof issuer !== 'string' || issuer === '') {
    throw new InvalidOptions(
      '"issuer" is missing. Write the public URL of this server, such as "https://sso.example.com".',
    );
  }
  const url = checkUrl('issuer', issuer);
  const canonical = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  if (issuer !== canonical) {
    throw new InvalidOptions(
      `"issuer" is "${issuer}", but clients compare it byte for byte: write "${canonical}", ` +
        'without user, default port, query, fragment and trailing slash.',
    );
  }
  return url;
}

/**
 * Is this fit to derive keys from?
 *
 * @throws InvalidOptions that says what to write instead
 */
export function checkMasterKey(key: unknown): void {
  const advice =
    'Write 32 random bytes, kept out of the code: node -p "crypto.randomBytes(32).toString(\'base64url\')"';
  if (typeof key !== 'string' || key === '') throw new InvalidOptions(`"masterKey" is missing. ${advice}`);
  const bytes = /^[0-9a-f]{64,}$/i.test(key) ? key.length / 2 : Buffer.from(key, 'base64url').length;
  if (bytes < 32)
    throw new InvalidOptions(`"masterKey" has ${bytes} bytes, too few to protect signing keys. ${advice}`);
  if (new Set(key).size < 12) throw new InvalidOptions(`"masterKey" looks like a placeholder. ${advice}`);
}

function checkLifetimes(lifetimes: Lifetimes, checks: OptionChecks): void {
  const check = (name: keyof Lifetimes, least: number, most: number): void => {
    checks.run(() => checkNumber(`lifetimes.${name}`, lifetimes[name], least, most));
  };
  check('code', 1, 60);
  check('accessToken', 1, MAX_TOKEN_SECONDS);
  check('idToken', 1, MAX_TOKEN_SECONDS);
  check('refreshIdle', 1, 10 * 365 * 86400);
  check('refreshAbsolute', 1, 10 * 365 * 86400);
  check('interaction', 1, 3600);
  check('session', 1, 400 * 86400);
  check('keptSession', 0, 400 * 86400);
  const { keptSession, session } = lifetimes;
  if (Number.isInteger(keptSession) && keptSession > 0 && keptSession < session) {
    checks.refuse(
      `"lifetimes.keptSession" is ${keptSession}, less than "lifetimes.session". Write more, or 0 to offer it to nobody.`,
    );
  }
  check('consent', 1, 10 * 365 * 86400);
  check('pushedRequest', 5, 600);
  check('deviceCode', 60, 1800);
  check('passwordReset', 60, 86400);
}
