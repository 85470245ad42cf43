import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { problemText } from '../api/problem-alert.js';
import { useAllowed } from '../session/use-permission.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';

export interface Scan {
  readonly running: boolean;
  /** When everything was last looked at; empty while nobody knows. */
  readonly sentence: string;
  /** Has everything looked at again; undefined for who may not. */
  readonly run: (() => void) | undefined;
}

/** The look through everything that goes on in the background. */
export function useScan(): Scan {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const notify = useNotify();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['check-scan'],
    queryFn: () => call('get', '/api/checks', { query: { limit: 1 } }),
    refetchInterval: (query) => (query.state.data?.scanning ? 1_000 : false),
  });
  // A scan that has ended may have found something.
  useEffect(() => {
    if (data?.scannedAt) void queries.invalidateQueries({ queryKey: ['checks'] });
  }, [data?.scannedAt, queries]);

  const run = async (): Promise<void> => {
    try {
      await call('post', '/api/checks/run');
      await queries.invalidateQueries({ queryKey: ['check-scan'] });
    } catch (problem) {
      notify.failed(problemText(problem, t));
    }
  };

  return {
    running: data?.scanning ?? false,
    sentence: data?.scanning
      ? t('checks.scanning')
      : data?.scannedAt
        ? t('checks.scanned', { at: dates.dateTime(data.scannedAt) })
        : '',
    run: allowed('checks.mute') ? () => void run() : undefined,
  };
}
