import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

const clientPage = lazyPage(() => import('./client-page.js'), 'ClientPage');

export const clientPages: readonly AdminPage[] = [
  {
    path: '/clients',
    element: lazyPage(() => import('./clients-page.js'), 'ClientsPage'),
    needs: 'clients.read',
    link: { label: 'clients.title', icon: 'apps' },
  },
  {
    path: '/clients/new',
    element: lazyPage(() => import('./new-client-page.js'), 'NewClientPage'),
    needs: 'clients.edit',
    title: 'clients.new',
  },
  { path: '/clients/:clientId', element: clientPage, needs: 'clients.read' },
  { path: '/clients/:clientId/:tab', element: clientPage, needs: 'clients.read' },
];
