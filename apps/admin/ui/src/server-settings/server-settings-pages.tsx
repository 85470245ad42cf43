import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const serverSettingsPages: readonly AdminPage[] = [
  {
    path: '/settings',
    element: lazyPage(() => import('./server-settings-page.js'), 'ServerSettingsPage'),
    needs: 'settings.read',
    link: { label: 'serverSettings.title', icon: 'sliders' },
  },
];
