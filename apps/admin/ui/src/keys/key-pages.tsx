import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const keyPages: readonly AdminPage[] = [
  {
    path: '/keys',
    element: lazyPage(() => import('./keys-page.js'), 'KeysPage'),
    needs: 'keys.read',
    link: { label: 'keys.title', icon: 'key' },
  },
];
