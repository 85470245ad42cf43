import { redirectTarget } from '../../primitives/redirect-uri.js';
import type { PageDefinition } from '../page-definition.js';
import { NEWCOMER, STRANGER, WIKI } from '../sample-views.js';
import type { ClientView } from '../views.js';

/**
 * Stands between our pages and a client.
 *
 * - `onward`: goes on by itself. Browsers check form-action against every redirect that follows a form, but not against
 *   what a page of its own does.
 * - `refused`, `denied`: only the user goes on. The request was wrong, or the user has refused it, and nobody vouches
 *   for the client: who follows this server's address must not end at an address of a stranger by that alone (RFC 9700
 *   section 4.11.2).
 */
export interface InterstitialPage {
  readonly name: 'interstitial';
  readonly kind: 'onward' | 'refused' | 'denied';
  /** The whole answer: an http or https address. Anything else would be more than a link. */
  readonly href: string;
  readonly client: ClientView;
}

export const INTERSTITIAL: PageDefinition<InterstitialPage> = {
  endsAtClient: false,
  address: () => null,
  title: ({ kind }) => `interstitial.${kind}.title`,
  refresh: ({ kind, href }) => (kind === 'onward' ? href : null),
  details: ({ kind, href }) => ({ host: redirectTarget(href).host, onward: kind === 'onward' }),
  says: ({ href }) => ({ href: /^https?:\/\//i.test(href) ? href : '' }),
  contains: ({ client, href }) => [client.name, `href="${href}"`],
  fixtures: () => [
    {
      id: 'interstitial/onward',
      page: {
        name: 'interstitial',
        kind: 'onward',
        href: 'https://wiki.acme.example/callback',
        client: WIKI,
      },
    },
    {
      id: 'interstitial/refused',
      page: {
        name: 'interstitial',
        kind: 'refused',
        href: 'https://travel.acme.example/callback',
        client: NEWCOMER,
      },
    },
    {
      id: 'interstitial/denied',
      page: {
        name: 'interstitial',
        kind: 'denied',
        href: 'http://127.0.0.1:49152/callback',
        client: STRANGER,
      },
    },
  ],
};
