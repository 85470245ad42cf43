import { Alert, Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { useAllowed } from '../session/use-permission.js';
import { BackLink } from '../shell/back-link.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { CopyButton } from '../shell/copy-button.js';
import { Icon } from '../shell/icon.js';
import { PageTitle } from '../shell/page-title.js';
import { Section } from '../shell/section.js';
import { useNotify } from '../shell/use-notify.js';
import { AccessTokenTable } from './access-token-table.js';
import { GrantFacts } from './grant-facts.js';
import { clientOf, userOf } from './grant-list.js';
import { GrantStateBadge } from './grant-state-badge.js';
import { GrantTimeline } from './grant-timeline.js';
import type { GrantFamily } from './types.js';

/** A grant and everything that came of it. */
export function GrantPage(): ReactNode {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const {
    data: family,
    error,
    isError,
    refetch,
  } = useQuery({
    queryKey: ['grant', id],
    queryFn: () => call('get', '/api/grants/{id}', { path: { id } }),
  });
  const isMissing = error instanceof Problem && error.status === 404;
  return (
    <div className="page">
      <BackLink to="/grants">{t('grant.back')}</BackLink>
      {!family && !isError && <Skeleton height={240} aria-label={t('app.loading')} role="status" />}
      {isError && !family && (
        <PageTitle mb="md">{t(isMissing ? 'grant.missing' : 'problem.title')}</PageTitle>
      )}
      {isMissing && <Text className="card">{t('grant.missingText')}</Text>}
      {isError && !isMissing && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {family && <Family family={family} />}
    </div>
  );
}

function Family({ family }: { family: GrantFamily }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const allowed = useAllowed();
  const [asking, setAsking] = useState(false);
  const { id, state, clientId } = family;
  return (
    <>
      <Group justify="space-between" align="flex-start" gap="md" mb="lg">
        <div>
          <Group gap="sm">
            <PageTitle>{t('grant.title', { user: userOf(family), client: clientOf(family) })}</PageTitle>
            <GrantStateBadge state={state} />
          </Group>
          <Group gap="xs" mt={4}>
            <Text size="sm" c="dimmed" span>
              {t('grant.id')}
            </Text>
            <Text span className="mono">
              {id}
            </Text>
            <CopyButton value={id} what={t('grant.id')} variant="subtle" />
          </Group>
        </div>
        {state === 'live' && allowed('grants.revoke', clientId) && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('grant.revoke')}
          </Button>
        )}
      </Group>
      {family.events.some(({ isReuse }) => isReuse) && (
        <Alert color="red" variant="light" mb="lg" title={t('grant.reuse')} icon={<Icon name="warning" />}>
          {t('grant.reuseText')}
        </Alert>
      )}
      {family.clientDisabled && (
        <Alert color="gray" mb="lg">
          {t('grant.clientDisabled')}
        </Alert>
      )}
      <div className="sections">
        <section className="card" aria-labelledby="facts">
          <Title order={2} size="h4" id="facts" mb="md">
            {t('grant.facts')}
          </Title>
          <GrantFacts family={family} />
        </section>
        <GrantTimeline family={family} />
        <Section id="tokens" title={t('grant.tokens')} text={t('grant.tokensText')}>
          {family.accessTokens.length === 0 ? (
            <Text className="card">{t('grant.noTokens')}</Text>
          ) : (
            <AccessTokenTable
              caption={t('grant.tokens')}
              tokens={family.accessTokens}
              live={state !== 'revoked' && !family.clientDisabled}
            />
          )}
          {family.hasMoreAccessTokens && (
            <Text size="sm" c="dimmed" mt="sm">
              {t('grant.moreTokens')}
            </Text>
          )}
        </Section>
      </div>
      {asking && (
        <ConfirmDialog
          title={t('grant.revokeTitle')}
          text={t('grant.revokeText')}
          action={t('grant.revoke')}
          onConfirm={async () => {
            const revoked = await call('post', '/api/grants/{id}/revoke', { path: { id } });
            queries.setQueryData(['grant', id], revoked);
            void queries.invalidateQueries({ queryKey: ['grants'] });
            notify.done(t('grant.revokedDone'));
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
