import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const tokenPreviewPages: readonly AdminPage[] = [
  {
    path: '/token-preview',
    element: lazyPage(() => import('./token-preview-page.js'), 'TokenPreviewPage'),
    needs: 'token_preview.read',
    link: { label: 'tokenPreview.title', icon: 'token' },
  },
];
