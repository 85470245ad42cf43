import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const auditPages: readonly AdminPage[] = [
  {
    path: '/audit',
    element: lazyPage(() => import('./audit-page.js'), 'AuditPage'),
    needs: 'audit.read',
    link: { label: 'audit.title', icon: 'history' },
  },
  {
    path: '/audit/:reference',
    element: lazyPage(() => import('./event-page.js'), 'EventPage'),
    needs: 'audit.read',
  },
];
