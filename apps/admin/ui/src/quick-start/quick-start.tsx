import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import type { Client } from '../api/types.js';
import { PreviewProblem } from '../token-preview/preview-problem.js';
import { FirstSignInLine } from './first-sign-in-line.js';
import { Snippets } from './snippets.js';
import { ValuesCard } from './values-card.js';

/** From a registered client to the first sign-in: its own values, code to paste, and a line that tells when it works. */
export function QuickStart({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const endpoints = useQuery({
    queryKey: ['endpoints'],
    queryFn: () => call('get', '/api/endpoints'),
    staleTime: 60_000,
  });
  return (
    <>
      {client.grantTypes.includes('authorization_code') && <FirstSignInLine client={client} />}
      {endpoints.isLoading && <Skeleton height={320} aria-label={t('app.loading')} role="status" />}
      {endpoints.isError && (
        <PreviewProblem problem={endpoints.error} onRetry={() => void endpoints.refetch()} />
      )}
      {endpoints.data && (
        <>
          <Snippets client={client} endpoints={endpoints.data} />
          <ValuesCard client={client} endpoints={endpoints.data} />
        </>
      )}
    </>
  );
}
