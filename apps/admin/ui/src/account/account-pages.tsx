import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const accountPages: readonly AdminPage[] = [
  {
    path: '/account',
    element: lazyPage(() => import('./account-page.js'), 'AccountPage'),
    needs: 'member',
    title: 'account.title',
  },
];
