import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const overviewPages: readonly AdminPage[] = [
  {
    path: '/',
    element: lazyPage(() => import('./overview-page.js'), 'OverviewPage'),
    needs: 'overview.read',
    link: { label: 'overview.title', icon: 'overview' },
  },
];
