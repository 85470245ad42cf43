import { useQuery } from '@tanstack/react-query';
import { call } from '../api/call.js';
import { useAllowed } from '../session/use-permission.js';
import type { KnownApi } from './client-draft.js';

/** More than that nobody chooses from; the others are written. */
const MOST = 100;

const NONE: readonly KnownApi[] = [];

/** The APIs that are written down as resources; none for those who may not see them. */
export function useKnownApis(): readonly KnownApi[] {
  const allowed = useAllowed()('scopes.read');
  const listed = useQuery({
    queryKey: ['resources', 'known'],
    queryFn: () => call('get', '/api/resources', { query: { limit: MOST } }),
    enabled: allowed,
  });
  return listed.data?.items ?? NONE;
}
