import { redirectTarget } from '../../primitives/redirect-uri.js';
import type { PageDefinition } from '../page-definition.js';

/**
 * Carries an authorization response to the client (OAuth 2.0 Form Post Response Mode). Form `form-post` posts the fields
 * to the client's redirect URI: by itself where there is JavaScript, by its button otherwise.
 */
export interface FormPostPage {
  readonly name: 'form-post';
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** False when only the user goes on, as on the interstitial page. */
  readonly automatic: boolean;
  readonly client: null;
}

export const FORM_POST: PageDefinition<FormPostPage> = {
  endsAtClient: true,
  postsToClient: true,
  address: () => null,
  title: ({ automatic }) => (automatic ? 'formPost.title' : 'formPost.asks.title'),
  details: ({ action }) => ({ host: redirectTarget(action).host }),
  says: ({ action }) => ({ action }),
  contains: ({ action, fields }) => [
    'method="post"',
    `action="${action}"`,
    ...fields.map(({ name, value }) => `name="${name}" value="${value}"`),
  ],
  fixtures() {
    const answer: FormPostPage = {
      name: 'form-post',
      action: 'https://wiki.acme.example/callback',
      fields: [
        { name: 'code', value: 'fixture-code' },
        { name: 'state', value: 'fixture-state' },
      ],
      automatic: true,
      client: null,
    };
    return [
      { id: 'form-post', page: answer },
      { id: 'form-post/asks', page: { ...answer, automatic: false } },
    ];
  },
};
