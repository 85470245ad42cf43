import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const usagePages: readonly AdminPage[] = [
  {
    path: '/usage',
    element: lazyPage(() => import('./usage-page.js'), 'UsagePage'),
    needs: 'overview.read',
    link: { label: 'usage.title', icon: 'usage' },
  },
];
