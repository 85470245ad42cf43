import { Alert, Anchor, Badge, Button, Group, List, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { useAllowed } from '../session/use-permission.js';
import { useDates } from '../shell/use-dates.js';
import type { Chain, ChainReport } from './types.js';

const KEY = ['audit-chain'];
const WHILE_RUNNING = 1000;

/** Whether somebody edited the log in the database: how far that has been checked, and what was found. */
export function ChainStatus(): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const cache = useQueryClient();
  const chain = useQuery({
    queryKey: KEY,
    queryFn: () => call('get', '/api/audit/chain'),
    refetchInterval: ({ state }) => (state.data?.check?.isRunning ? WHILE_RUNNING : false),
  });
  const verify = useMutation({
    mutationFn: () => call('post', '/api/audit/chain/verify'),
    onSuccess: (data: Chain) => cache.setQueryData(KEY, data),
  });
  if (!chain.data) return chain.isError ? <ProblemAlert problem={chain.error} /> : null;
  const { check } = chain.data;
  const isRunning = check?.isRunning ?? false;
  return (
    <>
      <Group gap="sm" mb="md" role="group" aria-label={t('audit.chain.label')}>
        <span role="status">
          <ChainBadge chain={chain.data} />
        </span>
        {check?.finishedAt && (
          <Text size="sm" c="dimmed">
            {t('audit.chain.checked', {
              at: dates.dateTime(check.finishedAt),
              name: check.startedBy,
            })}
          </Text>
        )}
        {allowed('audit.export') && (
          <Button variant="subtle" size="compact-sm" loading={isRunning} onClick={() => verify.mutate()}>
            {t('audit.chain.verify')}
          </Button>
        )}
      </Group>
      {verify.isError && <ProblemAlert problem={verify.error} />}
      {check?.report && !check.report.isWhole && <Mismatch report={check.report} />}
    </>
  );
}

function ChainBadge({ chain: { sealed, check } }: { chain: Chain }): ReactNode {
  const { t } = useTranslation();
  const badge = (color: string, text: string): ReactNode => (
    <Badge color={color} variant="dot" tt="none" size="lg" className="status">
      {text}
    </Badge>
  );
  if (check?.isRunning) {
    return badge('gray.6', t('audit.chain.running', { seal: check.seal, of: Math.max(check.seals, sealed) }));
  }
  if (check?.report) {
    return check.report.isWhole
      ? badge('teal', t('audit.chain.verified', { upTo: check.report.upTo }))
      : badge('red', t('audit.chain.mismatched'));
  }
  if (check) return badge('orange', t('audit.chain.brokenOff'));
  return badge('gray.6', sealed === 0 ? t('audit.chain.nothing') : t('audit.chain.sealed', { sealed }));
}

function Mismatch({ report }: { report: ChainReport }): ReactNode {
  const { t } = useTranslation();
  const findings = (['changed', 'missing', 'inserted'] as const).filter((name) => report[name].count > 0);
  return (
    <Alert color="red" mb="lg" title={t('audit.chain.mismatchedTitle')}>
      <List size="sm" spacing={4}>
        {findings.map((name) => (
          <List.Item key={name}>
            {t(`audit.chain.${name}`, { count: report[name].count })}{' '}
            {report[name].references.map((reference, index) => (
              <span key={reference} className="mono">
                {index > 0 && ', '}
                {name === 'missing' ? (
                  reference
                ) : (
                  <Anchor component={Link} to={`/audit/${reference}`} inherit c="inherit" underline="always">
                    {reference}
                  </Anchor>
                )}
              </span>
            ))}
          </List.Item>
        ))}
        {report.brokenSeals.length > 0 && (
          <List.Item>{t('audit.chain.brokenSeals', { numbers: report.brokenSeals.join(', ') })}</List.Item>
        )}
      </List>
    </Alert>
  );
}
