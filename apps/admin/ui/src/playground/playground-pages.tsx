import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const playgroundPages: readonly AdminPage[] = [
  {
    path: '/playground',
    element: lazyPage(() => import('./playground-page.js'), 'PlaygroundPage'),
    needs: 'playground.run',
    link: { label: 'playground.title', icon: 'play' },
  },
  {
    path: '/playground/:runId',
    element: lazyPage(() => import('./run-page.js'), 'RunPage'),
    needs: 'playground.run',
  },
];
