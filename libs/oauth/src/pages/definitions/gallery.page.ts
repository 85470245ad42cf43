import type { PageDefinition } from '../page-definition.js';

/** One state of a page, with the ways to see it. */
export interface GalleryState {
  /** As its fixture is called, such as `consent/first`. */
  readonly id: string;
  readonly href: string;
  /** The same in each language, under the language's own name. */
  readonly languages: readonly { readonly code: string; readonly label: string; readonly href: string }[];
  /** What its template sees, as JSON. */
  readonly dataHref: string;
}

/** Every page in every state, for whoever works on their look. In development only. */
export interface GalleryPage {
  readonly name: 'gallery';
  readonly groups: readonly { readonly page: string; readonly states: readonly GalleryState[] }[];
  /** A form of a sample has led here. */
  readonly isDeadEnd: boolean;
  readonly client: null;
}

export const GALLERY: PageDefinition<GalleryPage> = {
  endsAtClient: false,
  address: () => ({ endpoint: 'gallery', query: {} }),
  title: () => 'gallery.title',
  details: () => ({}),
  says: ({ groups }) => Object.fromEntries(groups.map(({ page }, at) => [`groups[${at}].page`, page])),
  contains: ({ groups }) => groups.flatMap(({ states }) => states.map(({ href }) => `href="${href}"`)),
  fixtures() {
    const state = (id: string): GalleryState => ({
      id,
      href: `/oauth/gallery/${id}`,
      languages: [
        { code: 'en', label: 'English', href: `/oauth/gallery/${id}/en` },
        { code: 'zh-CN', label: '简体中文', href: `/oauth/gallery/${id}/zh-CN` },
      ],
      dataHref: `/oauth/gallery/${id}/data`,
    });
    const page: GalleryPage = {
      name: 'gallery',
      groups: [
        { page: 'sign-in', states: [state('sign-in/empty'), state('sign-in/credentials')] },
        { page: 'notice', states: [state('notice/expired')] },
      ],
      isDeadEnd: false,
      client: null,
    };
    return [
      { id: 'gallery/all', page },
      { id: 'gallery/dead-end', page: { ...page, isDeadEnd: true } },
    ];
  },
};
