import { minutes } from '../durations.js';
import type { Fixture, PageDefinition } from '../page-definition.js';

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

export const DEVICE_PAGE: PageDefinition<DevicePage> = {
  endsAtClient: false,
  address: ({ userCode }) => ({
    endpoint: 'device',
    query: { ...(userCode !== '' && { user_code: userCode }) },
  }),
  title: () => 'device.title',
  hasFailed: ({ failure }) => failure !== null,
  details: ({ failure, userCode }, language) => ({
    failure: failure && {
      kind: failure.kind,
      attemptsLeft: failure.kind === 'unknown' ? failure.attemptsLeft : null,
      wait: failure.kind === 'locked' ? minutes(failure.waitSeconds, language) : null,
    },
    // The code came with the link: nobody has compared it yet.
    filledIn: failure === null && userCode !== '',
    focusField: failure === null && userCode === '',
  }),
  says: ({ action, token }) => ({ action, token }),
  contains: ({ token, userCode }) => [`value="${token}"`, 'name="token"', 'name="user_code"', userCode],
  fixtures() {
    const empty: DevicePage = {
      name: 'device',
      action: '/oauth/device',
      token: 'fixture-token',
      userCode: '',
      failure: null,
      client: null,
    };
    const failed = (failure: UserCodeFailure): Fixture<DevicePage> => ({
      id: `device/${failure.kind}`,
      page: { ...empty, userCode: 'WDJB-MJHT', failure },
    });
    return [
      { id: 'device/empty', page: empty },
      { id: 'device/filled-in', page: { ...empty, userCode: 'WDJB-MJHT' } },
      failed({ kind: 'malformed' }),
      failed({ kind: 'unknown', attemptsLeft: 4 }),
      failed({ kind: 'expired' }),
      failed({ kind: 'used' }),
      failed({ kind: 'locked', waitSeconds: 570 }),
    ];
  },
};
