import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { useAllowed } from '../session/use-permission.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import type { User } from './types.js';

/** What a user proves beside the password, and the way out for one who has lost it. */
export function UserSecondFactor({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const notify = useNotify();
  const queries = useQueryClient();
  const allowed = useAllowed();
  const [asking, setAsking] = useState(false);
  const { subject } = user;
  const factors = useQuery({
    queryKey: ['user-second-factor', subject],
    queryFn: () => call('get', '/api/users/{subject}/second-factor', { path: { subject } }),
  });
  const known = factors.data;
  const isSetUp = known && (known.appSince !== null || known.passkeys.length > 0);
  return (
    <section className="card" aria-labelledby="second-factor">
      <Group justify="space-between" align="flex-start" mb="md">
        <div>
          <Title order={2} size="h4" id="second-factor">
            {t('user.factor')}
          </Title>
          <Text c="dimmed" size="sm">
            {t('user.factorText')}
          </Text>
        </div>
        {isSetUp && allowed('users.edit') && !user.protected && (
          <Button color="red" variant="outline" size="sm" onClick={() => setAsking(true)}>
            {t('user.resetFactor')}
          </Button>
        )}
      </Group>
      {factors.isError && <ProblemAlert problem={factors.error} onRetry={() => void factors.refetch()} />}
      {factors.isPending && <Skeleton height={24} />}
      {known && !isSetUp && <Text>{t('user.noFactor')}</Text>}
      {known && isSetUp && (
        <dl className="facts">
          <dt>{t('user.authenticatorApp')}</dt>
          <dd>
            {known.appSince === null
              ? t('app.none')
              : t('user.since', { when: dates.dateTime(known.appSince) })}
          </dd>
          <dt>{t('user.passkeys')}</dt>
          <dd>
            {known.passkeys.length === 0 ? (
              t('app.none')
            ) : (
              <ul>
                {known.passkeys.map(({ name, createdAt }) => (
                  <li key={name + createdAt}>
                    {t('user.passkeySince', { name, when: dates.date(createdAt) })}
                  </li>
                ))}
              </ul>
            )}
          </dd>
          <dt>{t('user.recoveryCodes')}</dt>
          <dd>{known.recoveryCodesLeft}</dd>
        </dl>
      )}
      {asking && (
        <ConfirmDialog
          title={t('user.resetFactorTitle', { name: user.name ?? user.username })}
          text={t('user.resetFactorText')}
          action={t('user.resetFactor')}
          onConfirm={async () => {
            await call('post', '/api/users/{subject}/second-factor/reset', { path: { subject } });
            void queries.invalidateQueries({ queryKey: ['user', subject] });
            await factors.refetch();
            notify.done(t('user.factorReset'));
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
