import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';
import { NewResourcePage, ResourcePage } from './resource-page.js';

export const scopePages: readonly AdminPage[] = [
  {
    path: '/scopes',
    element: lazyPage(() => import('./scopes-page.js'), 'ScopesPage'),
    needs: 'scopes.read',
    link: { label: 'scopesPage.title', icon: 'scopes' },
  },
  {
    path: '/scopes/new',
    element: lazyPage(() => import('./new-scope-page.js'), 'NewScopePage'),
    needs: 'scopes.edit',
  },
  {
    path: '/scopes/edit/:name',
    element: lazyPage(() => import('./scope-page.js'), 'ScopePage'),
    needs: 'scopes.read',
  },
  {
    path: '/resources',
    element: lazyPage(() => import('./resources-page.js'), 'ResourcesPage'),
    needs: 'scopes.read',
  },
  { path: '/resources/new', element: <NewResourcePage />, needs: 'scopes.edit' },
  { path: '/resources/:id', element: <ResourcePage />, needs: 'scopes.read' },
];
