import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { ClientSelect } from '../clients/client-select.js';
import { PageTitle } from '../shell/page-title.js';
import { PreviewForm } from './preview-form.js';
import { PreviewCards } from './preview-cards.js';
import { PreviewProblem } from './preview-problem.js';
import { questionIn, toAddress } from './preview-question.js';

/** What a client would get for a user. Everything that was chosen stands in the address. */
export function TokenPreviewPage(): ReactNode {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const question = questionIn(address);
  const { clientId } = question;
  const client = useQuery({
    queryKey: ['client', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}', { path: { clientId } }),
    enabled: clientId !== '',
  });
  const preview = useQuery({
    queryKey: ['token-preview', question],
    queryFn: () => call('post', '/api/token-preview', { body: { ...question, clientId } }),
    enabled: address.has('shown'),
  });
  return (
    <div className="page">
      <PageTitle>{t('tokenPreview.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('tokenPreview.lead')}
      </Text>
      <section className="card" aria-label={t('tokenPreview.question')}>
        <ClientSelect
          label={t('tokenPreview.client')}
          value={clientId}
          needs="token_preview.read"
          onChange={(chosen) => setAddress(toAddress({ clientId: chosen, user: question.user }, false))}
        />
        {client.data && (
          <PreviewForm
            key={clientId}
            client={client.data}
            question={question}
            busy={preview.isFetching}
            onAsk={(asked) => {
              const next = toAddress(asked, true);
              if (next.toString() === address.toString()) void preview.refetch();
              else setAddress(next);
            }}
          />
        )}
      </section>
      {client.isError && <ProblemAlert problem={client.error} onRetry={() => void client.refetch()} />}
      {preview.isLoading && <Skeleton mt="xl" height={240} aria-label={t('app.loading')} role="status" />}
      {preview.isError && !preview.isFetching && (
        <PreviewProblem problem={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {preview.data && !preview.isError && <PreviewCards preview={preview.data} />}
    </div>
  );
}
