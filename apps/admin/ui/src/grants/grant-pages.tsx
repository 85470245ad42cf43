import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const grantPages: readonly AdminPage[] = [
  {
    path: '/grants',
    element: lazyPage(() => import('./grants-page.js'), 'GrantsPage'),
    needs: 'grants.read',
    link: { label: 'grants.title', icon: 'grant' },
  },
  {
    path: '/grants/:id',
    element: lazyPage(() => import('./grant-page.js'), 'GrantPage'),
    needs: 'grants.read',
  },
];
