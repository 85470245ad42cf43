import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const referencePages: readonly AdminPage[] = [
  {
    path: '/references',
    element: lazyPage(() => import('./references-page.js'), 'ReferencesPage'),
    needs: 'errors.read',
    link: { label: 'references.title', icon: 'search' },
  },
];
