import type { Fixture, PageDefinition } from '../page-definition.js';
import { WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

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
  /** The redirect URI that was received, or the id of the unknown client: escaped, never a link. */
  readonly received: string | null;
  readonly client: ClientView | null;
  /** The way to sign out all the same, after a sign-out request that was refused. */
  readonly signOutHref: string | null;
}

export const ERROR: PageDefinition<ErrorPage> = {
  endsAtClient: false,
  address: () => null,
  title: ({ kind }) => `error.${kind}.title`,
  details: ({ kind, reference, received }) => ({
    hasReference: reference !== '',
    // A page opened by hand has nothing to tell a developer.
    hasDetails: kind !== 'neutral',
    mismatch: kind === 'redirect-mismatch',
    unknownClient: kind === 'unknown-client',
    hasReceived: received !== null,
  }),
  says: ({ at, kind, code }) => ({ at, ...(kind === 'neutral' ? {} : { code }) }),
  contains: ({ reference, signOutHref }) => [reference, signOutHref ?? ''],
  fixtures() {
    const error = (
      kind: ErrorKind,
      status: number,
      difference: Partial<ErrorPage> = {},
    ): Fixture<ErrorPage> => ({
      id: `error/${kind}`,
      page: {
        name: 'error',
        status,
        kind,
        reference: '0199c1f4-3b7e-7d52-9a86-5e0c41d8f23b',
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
      error('unknown-client', 400, {
        description: 'No client has this client_id.',
        received: 'acme-wikki',
      }),
      error('redirect-mismatch', 400, {
        description: 'redirect_uri is not registered for this client.',
        received:
          'https://wiki.acme.example/callback/?next=%2Fa-very-long-address-that-has-to-wrap-somewhere',
        client: WIKI,
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
      {
        ...error('busy', 429, { code: 'temporarily_unavailable', reference: '' }),
        id: 'error/limited',
      },
      error('method', 405, { description: 'The request method is not allowed.', reference: '' }),
      error('neutral', 200, { code: '', reference: '' }),
      error('server', 500, { code: 'server_error', client: WIKI }),
    ];
  },
};
