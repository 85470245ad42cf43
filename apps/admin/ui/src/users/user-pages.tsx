import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const userPages: readonly AdminPage[] = [
  {
    path: '/users',
    element: lazyPage(() => import('./users-page.js'), 'UsersPage'),
    needs: 'users.read',
    link: { label: 'users.title', icon: 'person' },
  },
  {
    path: '/users/new',
    element: lazyPage(() => import('./new-user-page.js'), 'NewUserPage'),
    needs: 'users.edit',
  },
  {
    path: '/users/:subject',
    element: lazyPage(() => import('./user-page.js'), 'UserPage'),
    needs: 'users.read',
  },
];
