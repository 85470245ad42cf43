import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import { clientMark } from '../client-mark.js';
import { standardScopeText, type StandardScopeName } from '../messages/standard-scopes.js';
import { day } from '../moments.js';
import type { Language } from '../page-context.js';
import type { PageDefinition } from '../page-definition.js';
import { frameOf, STRANGER, WIKI } from '../sample-views.js';
import type { AccountFrame, ClientView } from '../views.js';
import type { ScopeView } from './consent.page.js';

export interface ConnectedAppView {
  readonly clientId: string;
  readonly client: ClientView;
  /** `disabled` by an administrator, or `gone`: nobody here knows it any more. */
  readonly state: 'known' | 'disabled' | 'gone';
  /**
   * - `lasting`: it keeps access while the user is away
   * - `current`: it has access otherwise
   * - `remembered`: it has none, but would get it without asking
   */
  readonly access: 'lasting' | 'current' | 'remembered';
  /** What the user allowed, in the page's language. */
  readonly scopes: readonly Pick<ScopeView, 'name' | 'title' | 'description' | 'sensitive'>[];
  /** The oldest of what was allowed and still stands. ISO 8601, UTC. */
  readonly since: string;
  /** When it last signed the user in or renewed its access; null when that is not known any more. ISO 8601, UTC. */
  readonly lastUsed: string | null;
}

/** What has just been done. `gone`: there was nothing left to remove. */
export interface AppsNote {
  readonly kind: 'removed' | 'gone';
  /** The client's name. */
  readonly client: string;
}

/** Each form `remove-<client_id>` leads, by GET, to the page that asks, with `client_id`. */
export interface AccountAppsPage {
  readonly name: 'account-apps';
  readonly client: null;
  readonly frame: AccountFrame;
  readonly removeAction: string;
  readonly apps: readonly ConnectedAppView[];
  /** There are more apps than are listed. */
  readonly hasMore: boolean;
  readonly note: AppsNote | null;
  /** The note, sealed, as it stands in the page's address; or empty. */
  readonly done: string;
}

export const ACCOUNT_APPS: PageDefinition<AccountAppsPage> = {
  endsAtClient: false,
  address: ({ done }) => ({ endpoint: 'account/apps', query: { ...(done !== '' && { done }) } }),
  title: () => 'account.apps.title',
  details: ({ frame, apps }, language) => ({
    frame: toFrameModel(frame),
    isEmpty: apps.length === 0,
    apps: apps.map((app) => ({
      ...app,
      client: { ...clientMark(app.client), verified: app.client.verified },
      isDisabled: app.state === 'disabled',
      isGone: app.state === 'gone',
      // Whatever was allowed: one that is switched off can do nothing with it.
      access: app.state === 'known' ? app.access : app.state,
      hasScopes: app.scopes.length > 0,
      since: day(app.since, language),
      lastUsed: app.lastUsed === null ? null : day(app.lastUsed, language),
    })),
  }),
  says: ({ frame, removeAction, apps, note }) => ({
    ...frameSays(frame),
    removeAction,
    ...(note && { 'note.client': note.client }),
    ...Object.fromEntries(
      apps.flatMap(({ clientId, client, scopes }, at) => [
        [`apps[${at}].clientId`, clientId],
        [`apps[${at}].client.name`, client.name],
        ...scopes.map(({ title }, index) => [`apps[${at}].scopes[${index}].title`, title]),
      ]),
    ),
  }),
  contains: ({ frame, apps, note }) => [
    ...frameContains(frame),
    ...apps.flatMap(({ clientId, client, scopes }) => [
      `value="${clientId}"`,
      client.name,
      ...scopes.map(({ title }) => title),
    ]),
    ...(note ? [note.client] : []),
    ...(apps.length > 0 ? ['name="client_id"'] : []),
  ],
  fixtures(language) {
    const page: AccountAppsPage = {
      name: 'account-apps',
      client: null,
      frame: frameOf('apps'),
      removeAction: '/oauth/account/apps/remove',
      apps: sampleApps(language),
      hasMore: false,
      note: null,
      done: '',
    };
    const removed: AppsNote = { kind: 'removed', client: 'Acme Photos' };
    return [
      { id: 'account-apps/some', page },
      { id: 'account-apps/removed', page: { ...page, note: removed, done: 'fixture-done' } },
      {
        id: 'account-apps/gone',
        page: { ...page, hasMore: true, note: { ...removed, kind: 'gone' }, done: 'fixture-done' },
      },
      { id: 'account-apps/empty', page: { ...page, apps: [] } },
    ];
  },
};

function sampleApps(language: Language): ConnectedAppView[] {
  const scope = (name: StandardScopeName) => ({
    name,
    ...standardScopeText(name, language)!,
    sensitive: false,
  });
  const orders = {
    name: 'orders:write',
    title: language === 'en' ? 'Place orders for you' : '以您的名义下单',
    description: '',
    sensitive: true,
  };
  const wiki: ConnectedAppView = {
    clientId: 'wiki',
    client: WIKI,
    state: 'known',
    access: 'current',
    scopes: [scope('openid'), scope('profile')],
    since: '2026-02-11T09:30:00.000Z',
    lastUsed: '2026-10-06T22:05:41.000Z',
  };
  return [
    wiki,
    {
      ...wiki,
      clientId: 'https://travel.example/client.json',
      client: STRANGER,
      access: 'lasting',
      scopes: [scope('openid'), scope('email'), orders],
    },
    {
      ...wiki,
      clientId: 'photos',
      client: { ...WIKI, name: 'Acme Photos', verified: false },
      state: 'disabled',
      access: 'lasting',
      scopes: [scope('profile')],
      since: '2025-12-24T18:00:00.000Z',
      lastUsed: '2026-03-01T07:00:00.000Z',
    },
    {
      ...wiki,
      clientId: 'c_4f1a2b3c',
      client: { ...STRANGER, name: 'c_4f1a2b3c' },
      state: 'gone',
      access: 'remembered',
      scopes: [],
      lastUsed: null,
    },
  ];
}
