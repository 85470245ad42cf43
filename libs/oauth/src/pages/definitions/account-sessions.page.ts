import { frameContains, frameSays, toFrameModel } from '../account-frame.js';
import { formatMessage, messageOf } from '../messages/messages.js';
import { dayAndTime } from '../moments.js';
import type { Language } from '../page-context.js';
import type { PageDefinition } from '../page-definition.js';
import { frameOf } from '../sample-views.js';
import type { AccountFrame } from '../views.js';

/** What a browser says of itself; null where it says nothing that is known. */
export interface PlaceView {
  readonly browser: string | null;
  readonly system: string | null;
  readonly device: 'desktop' | 'mobile' | 'tablet' | null;
}

export interface SessionView {
  readonly id: string;
  readonly place: PlaceView;
  /** Address, or network, from which the sign-in came; null when it was not recorded. */
  readonly source: string | null;
  /** ISO 8601, UTC. */
  readonly signedInAt: string;
}

/**
 * What has just been done:
 * - `ended`: one session
 * - `others`: all others, so many
 * - `gone`: there was none to end (any more)
 */
export type SessionsNote =
  | { readonly kind: 'ended'; readonly place: PlaceView }
  | { readonly kind: 'others'; readonly count: number }
  | { readonly kind: 'gone' };

/**
 * Each form `end-<id>` posts `token` and `session`; form `others` leads, by GET, to the page that asks about all others.
 */
export interface AccountSessionsPage {
  readonly name: 'account-sessions';
  readonly client: null;
  readonly frame: AccountFrame;
  readonly action: string;
  /** CSRF token of this browser. */
  readonly token: string;
  readonly othersAction: string;
  /** That of the browser which shows the page. */
  readonly here: SessionView;
  /** The latest come first. */
  readonly others: readonly SessionView[];
  /** There are more than are listed. */
  readonly hasMore: boolean;
  readonly note: SessionsNote | null;
  /** The note, sealed, as it stands in the page's address; or empty. */
  readonly done: string;
}

export const ACCOUNT_SESSIONS: PageDefinition<AccountSessionsPage> = {
  endsAtClient: false,
  address: ({ done }) => ({ endpoint: 'account/sessions', query: { ...(done !== '' && { done }) } }),
  title: () => 'account.sessions.title',
  details: ({ frame, here, others, note }, language) => ({
    frame: toFrameModel(frame),
    here: toModel(here, language),
    others: others.map((session) => toModel(session, language)),
    hasOthers: others.length > 0,
    // A stranger in the list has the password.
    passwordHref: frame.sections.find(({ name }) => name === 'password')?.href ?? null,
    note: note && {
      kind: note.kind,
      place: note.kind === 'ended' ? placeInWords(note.place, language) : null,
      count: note.kind === 'others' ? note.count : null,
    },
  }),
  says: ({ frame, action, token, othersAction, here, others }) => ({
    ...frameSays(frame),
    action,
    token,
    othersAction,
    'here.id': here.id,
    ...Object.fromEntries(others.map(({ id }, at) => [`others[${at}].id`, id])),
  }),
  contains: ({ frame, token, here, others, othersAction }) => [
    ...frameContains(frame),
    ...[here, ...others].flatMap(({ source, place }) => [source ?? '', place.browser ?? '']),
    ...others.map(({ id }) => `value="${id}"`),
    ...(others.length > 0
      ? ['name="session"', `value="${token}"`, 'name="token"', `action="${othersAction}"`]
      : []),
  ],
  fixtures() {
    const firefox: SessionView = {
      id: '0199a000-0000-7000-8000-000000000001',
      place: { browser: 'Firefox', system: 'Windows', device: 'desktop' },
      source: '192.0.2.17',
      signedInAt: '2026-10-07T04:20:30.000Z',
    };
    const page: AccountSessionsPage = {
      name: 'account-sessions',
      client: null,
      frame: frameOf('sessions'),
      action: '/oauth/account/sessions',
      token: 'fixture-token',
      othersAction: '/oauth/account/sessions/others',
      here: firefox,
      others: [
        {
          id: '0199a000-0000-7000-8000-000000000002',
          place: { browser: 'Safari', system: 'iOS', device: 'mobile' },
          source: '2001:db8:12ab:3::/64',
          signedInAt: '2026-10-06T22:05:41.000Z',
        },
        {
          id: '0199a000-0000-7000-8000-000000000003',
          place: { browser: 'Samsung Internet for Android', system: null, device: 'tablet' },
          source: '198.51.100.4',
          signedInAt: '2026-10-06T09:00:00.000Z',
        },
        {
          id: '0199a000-0000-7000-8000-000000000004',
          place: { browser: null, system: 'Linux', device: null },
          source: '198.51.100.77',
          signedInAt: '2026-10-05T12:00:00.000Z',
        },
        {
          id: '0199a000-0000-7000-8000-000000000005',
          place: { browser: null, system: null, device: null },
          source: null,
          signedInAt: '2026-10-05T11:00:00.000Z',
        },
      ],
      hasMore: false,
      note: null,
      done: '',
    };
    const done = 'fixture-done';
    return [
      { id: 'account-sessions/some', page },
      { id: 'account-sessions/alone', page: { ...page, others: [] } },
      {
        id: 'account-sessions/ended',
        page: { ...page, hasMore: true, note: { kind: 'ended', place: firefox.place }, done },
      },
      {
        id: 'account-sessions/others-ended',
        page: { ...page, others: [], note: { kind: 'others', count: 3 }, done },
      },
      {
        id: 'account-sessions/nothing-ended',
        page: { ...page, frame: frameOf('sessions', ['apps', 'sessions']), note: { kind: 'gone' }, done },
      },
    ];
  },
};

function toModel(session: SessionView, language: Language) {
  const { device } = session.place;
  return {
    ...session,
    isHandheld: device === 'mobile' || device === 'tablet',
    label: placeInWords(session.place, language),
    signedInAt: dayAndTime(session.signedInAt, language),
  };
}

/** "Firefox on Windows" */
function placeInWords({ browser, system }: PlaceView, language: Language): string {
  const named = browser ?? messageOf(language, 'account.sessions.unknownBrowser');
  if (system === null) return named;
  return formatMessage(messageOf(language, 'account.sessions.place'), { browser: named, system });
}
