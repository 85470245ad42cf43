import { languages } from '../messages/messages.js';
import { standardScopeText, type StandardScopeName } from '../messages/standard-scopes.js';
import type {
  ClientView,
  ConsentPage,
  DeviceDonePage,
  DevicePage,
  ErrorKind,
  ErrorPage,
  Language,
  NoticePage,
  Page,
  PageContext,
  ScopeView,
  SignedOutPage,
  SignInPage,
  SignOutPage,
  UserCodeFailure,
} from '../pages.js';

/** One state of one page; the boot check renders all of them in every language. */
export interface Fixture {
  /** Stable, such as `consent/more-than-before`: also a file name for screenshots. */
  readonly id: string;
  readonly page: Page;
}

export function fixtureContext(language: Language): PageContext {
  return {
    language,
    languages: languages.map(({ code, label }) => ({
      code,
      label,
      href: `?lang=${code}`,
      current: code === language,
    })),
    assets: { css: '/oauth/assets/portcullis.css', js: '/oauth/assets/portcullis.js' },
    brand: { name: 'Acme Account', supportUrl: 'https://support.acme.example/' },
  };
}

export function fixtures(language: Language): readonly Fixture[] {
  return [
    ...signIns(),
    ...consents(language),
    ...devices(),
    ...signOuts(),
    ...errors(),
    ...notices(),
    formPost,
  ];
}

const wiki: ClientView = { name: 'Acme Wiki', uri: 'https://wiki.acme.example/', logo: null, verified: true };

const stranger: ClientView = {
  name: 'Überaus lange benannte Anwendung für die Verwaltung von Reisekostenabrechnungen',
  uri: null,
  logo: null,
  verified: false,
};

const formPost: Fixture = {
  id: 'form-post',
  page: {
    name: 'form-post',
    action: 'https://wiki.acme.example/callback',
    fields: [
      { name: 'code', value: 'fixture-code' },
      { name: 'state', value: 'fixture-state' },
    ],
    client: null,
  },
};

function signIns(): readonly Fixture[] {
  const empty: SignInPage = {
    name: 'sign-in',
    action: '/oauth/sign_in',
    interaction: 'fixture-interaction',
    client: wiki,
    username: '',
    reauthenticate: false,
    failure: null,
  };
  return [
    { id: 'sign-in/empty', page: empty },
    { id: 'sign-in/hint', page: { ...empty, username: 'ada@acme.example' } },
    { id: 'sign-in/credentials', page: { ...empty, username: 'ada@acme.example', failure: 'credentials' } },
    { id: 'sign-in/limited', page: { ...empty, username: 'ada', failure: 'limited' } },
    { id: 'sign-in/busy', page: { ...empty, client: stranger, username: 'ada', failure: 'busy' } },
    { id: 'sign-in/again', page: { ...empty, username: 'ada@acme.example', reauthenticate: true } },
  ];
}

function consents(language: Language): readonly Fixture[] {
  const scope = (name: StandardScopeName, difference: Partial<ScopeView> = {}): ScopeView => ({
    name,
    ...standardScopeText(name, language)!,
    required: false,
    sensitive: false,
    granted: false,
    ...difference,
  });
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
    client: wiki,
    account: { name: 'Ada Lovelace', username: 'ada@acme.example' },
    switchAccountHref: '/oauth/sign_in?switch=1',
    scopes: [scope('openid', { required: true }), scope('profile'), orders, scope('offline_access')],
    redirectHost: 'https://wiki.acme.example',
    redirectWarning: null,
    rememberable: true,
    device: null,
  };
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
    { id: 'consent/nothing-new', page: { ...first, scopes: granted } },
    {
      id: 'consent/loopback',
      page: {
        ...first,
        client: stranger,
        account: { name: '', username: 'ada' },
        redirectHost: 'http://127.0.0.1:49152',
        redirectWarning: 'loopback',
      },
    },
    {
      id: 'consent/private-scheme',
      page: {
        ...first,
        client: stranger,
        scopes: [],
        redirectHost: 'com.acme.travel:',
        redirectWarning: 'private-scheme',
      },
    },
    { id: 'consent/device', page: { ...first, ...onDevice } },
    { id: 'consent/device-stranger', page: { ...first, ...onDevice, client: stranger, scopes: [] } },
  ];
}

function devices(): readonly Fixture[] {
  const empty: DevicePage = {
    name: 'device',
    action: '/oauth/device',
    token: 'fixture-token',
    userCode: '',
    failure: null,
    client: null,
  };
  const failed = (failure: UserCodeFailure): Fixture => ({
    id: `device/${failure.kind}`,
    page: { ...empty, userCode: 'WDJB-MJHT', failure },
  });
  const done: DeviceDonePage = {
    name: 'device-done',
    outcome: 'allowed',
    interaction: 'fixture-interaction',
    client: wiki,
  };
  return [
    { id: 'device/empty', page: empty },
    { id: 'device/filled-in', page: { ...empty, userCode: 'WDJB-MJHT' } },
    failed({ kind: 'malformed' }),
    failed({ kind: 'unknown', attemptsLeft: 4 }),
    failed({ kind: 'expired' }),
    failed({ kind: 'used' }),
    failed({ kind: 'locked', waitSeconds: 570 }),
    { id: 'device/allowed', page: done },
    { id: 'device/denied', page: { ...done, outcome: 'denied', client: stranger } },
  ];
}

function signOuts(): readonly Fixture[] {
  const account = { name: 'Ada Lovelace', username: 'ada@acme.example' };
  const asked: SignOutPage = {
    name: 'sign-out',
    action: '/oauth/logout/confirm',
    request: 'fixture-request',
    token: 'fixture-token',
    account,
    client: wiki,
    apps: ['Acme Wiki', 'Acme Travel'],
  };
  const done: SignedOutPage = {
    name: 'signed-out',
    outcome: 'signed-out',
    account,
    client: wiki,
    result: 'fixture-result',
  };
  return [
    { id: 'sign-out/asked', page: asked },
    {
      id: 'sign-out/alone',
      page: { ...asked, client: null, account: { name: '', username: 'ada' }, apps: [] },
    },
    { id: 'sign-out/stranger', page: { ...asked, client: stranger, apps: [stranger.name, 'Acme Wiki'] } },
    { id: 'signed-out/signed-out', page: done },
    {
      id: 'signed-out/without-name',
      page: { ...done, account: { name: '', username: 'ada' }, client: null },
    },
    { id: 'signed-out/nobody', page: { ...done, outcome: 'nobody', account: null, client: null } },
    { id: 'signed-out/stayed', page: { ...done, outcome: 'stayed', client: stranger } },
  ];
}

function errors(): readonly Fixture[] {
  const error = (kind: ErrorKind, status: number, difference: Partial<ErrorPage> = {}): Fixture => ({
    id: `error/${kind}`,
    page: {
      name: 'error',
      status,
      kind,
      reference: 'ERR-7KQ2-M9XD',
      at: '2026-03-14T09:26:53.589Z',
      code: 'invalid_request',
      description: '',
      received: null,
      client: null,
      signOutHref: null,
      ...difference,
    },
  });
  return [
    error('unknown-client', 400, { code: 'invalid_client', description: 'client_id is not registered.' }),
    error('redirect-mismatch', 400, {
      description: 'redirect_uri is not registered for this client.',
      received: 'https://wiki.acme.example/callback/?next=%2Fa-very-long-address-that-has-to-wrap-somewhere',
      client: wiki,
    }),
    error('malformed', 400, { description: 'response_type appears more than once.' }),
    {
      ...error('malformed', 400, {
        description: 'The id_token_hint is no ID token of this server.',
        signOutHref: '/oauth/logout',
      }),
      id: 'error/sign-out',
    },
    error('busy', 503, { code: 'temporarily_unavailable' }),
    error('method', 405, { code: 'invalid_request', description: 'Only GET and POST are allowed here.' }),
    error('neutral', 200, { code: '', reference: '' }),
    error('server', 500, { code: 'server_error', client: wiki }),
  ];
}

function notices(): readonly Fixture[] {
  const notice = (kind: NoticePage['kind'], difference: Partial<NoticePage> = {}): Fixture => ({
    id: `notice/${kind}`,
    page: { name: 'notice', kind, client: null, startAgainHref: null, ...difference },
  });
  return [
    notice('nothing-pending'),
    notice('expired', { client: wiki, startAgainHref: 'https://wiki.acme.example/login' }),
    notice('used', { startAgainHref: 'https://wiki.acme.example/' }),
    notice('other-browser', { client: wiki }),
  ];
}
