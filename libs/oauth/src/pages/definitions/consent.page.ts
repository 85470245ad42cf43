import { ago } from '../durations.js';
import { followable } from '../followable.js';
import { standardScopeText, type StandardScopeName } from '../messages/standard-scopes.js';
import type { Language } from '../page-context.js';
import type { PageDefinition } from '../page-definition.js';
import { ADA, NAMELESS, NEWCOMER, STRANGER, TRAVEL, WIKI } from '../sample-views.js';
import type { AccountView, ClientView } from '../views.js';

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

export interface DeviceView {
  /** As the device shows it, for comparison: `WDJB-MJHT`. */
  readonly userCode: string;
  /** Since the device asked. Seconds. */
  readonly age: number;
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
  /** Where the user can take back what is remembered; null when there is no such page. */
  readonly undoHref: string | null;
  /** The device that waits for the decision (RFC 8628); null when the answer goes to a redirect URI. */
  readonly device: DeviceView | null;
}

export const CONSENT: PageDefinition<ConsentPage> = {
  endsAtClient: true,
  address: ({ interaction }) => ({ endpoint: 'confirm_access', query: { interaction } }),
  title: ({ device }) => (device === null ? 'consent.title' : 'consent.device.title'),
  details({ client, scopes, account, device }, language) {
    const asked = scopes.filter((scope) => !scope.granted);
    const granted = scopes.filter((scope) => scope.granted);
    const group = (kind: ScopeView['kind']) => ({
      kind,
      scopes: asked.filter((scope) => scope.kind === kind),
    });
    return {
      groups: [group('profile'), group('access')].filter((each) => each.scopes.length > 0),
      granted,
      grantedCount: granted.length,
      nothingAsked: scopes.length === 0,
      nothingNew: asked.length === 0 && granted.length > 0,
      moreThanBefore: asked.length > 0 && granted.length > 0,
      named: account.name !== '',
      publisher: [client.uri, client.tosUri, client.policyUri].some((link) => followable(link) !== null),
      deviceAge: device && ago(device.age, language),
    };
  },
  says: ({ action, interaction, account, switchAccountHref, device, redirectHost, scopes }) => ({
    action,
    interaction,
    'account.username': account.username,
    switchAccountHref,
    ...(device === null ? { redirectHost } : { 'device.userCode': device.userCode }),
    ...Object.fromEntries(
      scopes.flatMap(({ name, title }, at) => [
        [`scopes[${at}].name`, name],
        [`scopes[${at}].title`, title],
      ]),
    ),
  }),
  contains: ({ client, account, device, redirectHost, scopes, interaction, rememberable }) => [
    client.name,
    account.username,
    ...(device === null ? [redirectHost!] : [device.userCode]),
    ...scopes.flatMap(({ name, title }) => [`name="scope.${name}"`, title]),
    `value="${interaction}"`,
    'name="interaction"',
    'name="decision"',
    'value="allow"',
    'value="deny"',
    ...(rememberable ? ['name="remember"'] : []),
  ],
  fixtures(language) {
    const { first, orders } = samples(language);
    const scope = standardScope(language);
    const onDevice = {
      redirectHost: null,
      rememberable: false,
      device: { userCode: 'WDJB-MJHT', age: 150 },
    };
    const more = [
      scope('openid', { required: true, granted: true }),
      scope('email', { granted: true }),
      orders,
    ];
    const granted = more.map((each) => ({ ...each, granted: true }));
    return [
      { id: 'consent/first', page: first },
      { id: 'consent/more-than-before', page: { ...first, scopes: more, rememberable: false } },
      { id: 'consent/newcomer', page: { ...first, client: NEWCOMER, undoHref: null } },
      { id: 'consent/nothing-new', page: { ...first, scopes: granted } },
      {
        id: 'consent/loopback',
        page: {
          ...first,
          client: STRANGER,
          account: NAMELESS,
          redirectHost: 'http://127.0.0.1:49152',
          redirectWarning: 'loopback',
          rememberable: false,
        },
      },
      {
        id: 'consent/private-scheme',
        page: {
          ...first,
          client: STRANGER,
          scopes: [],
          redirectHost: 'com.acme.travel:',
          redirectWarning: 'private-scheme',
        },
      },
      { id: 'consent/branded', page: { ...first, client: TRAVEL } },
      { id: 'consent/device', page: { ...first, ...onDevice } },
      { id: 'consent/device-stranger', page: { ...first, ...onDevice, client: STRANGER, scopes: [] } },
    ];
  },
};

function samples(language: Language): { first: ConsentPage; orders: ScopeView } {
  const scope = standardScope(language);
  const orders: ScopeView = {
    name: 'orders:write',
    title: language === 'en' ? 'Place orders for you' : '以您的名义下单',
    description: '',
    required: false,
    sensitive: true,
    granted: false,
    kind: 'access',
  };
  const first: ConsentPage = {
    name: 'consent',
    action: '/oauth/confirm_access',
    interaction: 'fixture-interaction',
    client: WIKI,
    account: ADA,
    switchAccountHref: '/oauth/sign_in?switch=1',
    scopes: [scope('openid', { required: true }), scope('profile'), orders, scope('offline_access')],
    redirectHost: 'https://wiki.acme.example',
    redirectWarning: null,
    rememberable: true,
    undoHref: '/oauth/account',
    device: null,
  };
  return { first, orders };
}

function standardScope(language: Language) {
  return (name: StandardScopeName, difference: Partial<ScopeView> = {}): ScopeView => ({
    name,
    ...standardScopeText(name, language)!,
    required: false,
    sensitive: false,
    granted: false,
    ...difference,
  });
}
