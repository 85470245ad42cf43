import { Alert, Button, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from './problem.js';

/** What went wrong, in words, announced at once. */
export function ProblemAlert({ problem, onRetry }: { problem: unknown; onRetry?: () => void }): ReactNode {
  const { t } = useTranslation();
  const reference = problem instanceof Problem ? problem.reference : undefined;
  return (
    <Alert color="red" variant="light" title={t('problem.title')} role="alert" mb="md">
      <Text size="sm">{problemText(problem, t)}</Text>
      {reference && <Text size="sm">{t('problem.reference', { reference })}</Text>}
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {t('app.retry')}
        </Button>
      )}
    </Alert>
  );
}

/** One sentence for a refusal, in the language of the page where we have one. */
export function problemText(problem: unknown, t: TFunction): string {
  if (!(problem instanceof Problem)) return String(problem);
  switch (problem.error) {
    case 'unreachable':
    case 'temporarily_unavailable':
    case 'stale_version':
    case 'protected_client':
    case 'not_found':
      return t(`problem.${problem.error}`);
    case 'invalid_request':
    case 'invalid_client_settings':
      return t('problem.invalid');
    default:
      return t('problem.other', { message: problem.message });
  }
}
