import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const checkPages: readonly AdminPage[] = [
  {
    path: '/checks',
    element: lazyPage(() => import('./checks-page.js'), 'ChecksPage'),
    needs: 'checks.read',
    link: { label: 'checks.title', icon: 'checks' },
  },
];
