import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';

/** What the authorization server would refuse this client for; no failure of ours. */
const REFUSALS = [
  'unknown_client',
  'unknown_user',
  'disabled_user',
  'invalid_scope',
  'invalid_target',
  'unauthorized_client',
  'console_off',
  'authority_unreachable',
  'not_assigned',
] as const;

export function PreviewProblem({ problem, onRetry }: { problem: unknown; onRetry?: () => void }): ReactNode {
  const { t } = useTranslation();
  const refusal = problem instanceof Problem && REFUSALS.find((code) => code === problem.error);
  if (!refusal) return <ProblemAlert problem={problem} onRetry={onRetry} />;
  return (
    <Alert mt="xl" color="yellow" variant="light" role="alert" title={t('tokenPreview.refused')}>
      <Text size="sm">{t(`tokenPreview.refusal.${refusal}`)}</Text>
    </Alert>
  );
}
