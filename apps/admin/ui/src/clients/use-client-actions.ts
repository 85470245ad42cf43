import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import type { BulkRequest } from '../api/types.js';
import type { BulkAction, BulkTarget } from '../lists/bulk-bar.js';
import { useAllowed } from '../session/use-permission.js';

type Act = 'enable' | 'disable' | 'delete';

/** What can be done to many clients at once, as far as the person may. */
export function useClientActions(): readonly BulkAction[] {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const action = (act: Act): BulkAction => ({
    key: act,
    label: t(`clients.bulk.${act}`),
    question: t(`clients.bulk.${act}Question`),
    count: async (target) => {
      const { count, failed } = await send(act, { ...bodyOf(target), dryRun: true });
      return count - failed.length;
    },
    run: (target) => send(act, bodyOf(target)),
  });
  return [
    ...(allowed('clients.edit') ? [action('enable'), action('disable')] : []),
    ...(allowed('clients.end') ? [action('delete')] : []),
  ];
}

function send(act: Act, body: BulkRequest) {
  switch (act) {
    case 'enable':
      return call('post', '/api/bulk/clients/enable', { body });
    case 'disable':
      return call('post', '/api/bulk/clients/disable', { body });
    case 'delete':
      return call('post', '/api/bulk/clients/delete', { body });
  }
}

function bodyOf(target: BulkTarget): BulkRequest {
  if ('keys' in target) return { keys: [...target.keys] };
  const { search, facets } = target.matching;
  return { matching: { ...(search && { search }), ...facets } } as BulkRequest;
}
