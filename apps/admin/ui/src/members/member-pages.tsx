import type { AdminPage } from '../page-list.js';
import { lazyPage } from '../shell/lazy-page.js';

export const memberPages: readonly AdminPage[] = [
  {
    path: '/members',
    element: lazyPage(() => import('./members-page.js'), 'MembersPage'),
    needs: 'members.read',
    link: { label: 'members.title', icon: 'people' },
  },
  {
    path: '/members/new',
    element: lazyPage(() => import('./new-member-page.js'), 'NewMemberPage'),
    needs: 'members.edit',
  },
  {
    path: '/members/:subject',
    element: lazyPage(() => import('./member-page.js'), 'MemberPage'),
    needs: 'members.read',
  },
];
