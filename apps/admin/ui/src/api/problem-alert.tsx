import { Alert, Button, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isKeyRefusal } from '../keys/key-refusals.js';
import { goToStepUp } from './call.js';
import { Problem } from './problem.js';

/** What went wrong, in words, announced at once. */
export function ProblemAlert({ problem, onRetry }: { problem: unknown; onRetry?: () => void }): ReactNode {
  const { t } = useTranslation();
  if (problem instanceof Problem && problem.error === 'step_up_required') return <StepUpAlert />;
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

/** No failure: the server wants to know again who it is. */
function StepUpAlert(): ReactNode {
  const { t } = useTranslation();
  return (
    <Alert color="indigo" variant="light" title={t('app.stepUp')} role="alert" mb="md">
      <Text size="sm">{t('app.stepUpText')}</Text>
      <Button mt="sm" size="xs" onClick={goToStepUp}>
        {t('app.signIn')}
      </Button>
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
    case 'not_assigned':
    case 'secret_in_use':
    case 'too_many':
    case 'not_found':
      return t(`problem.${problem.error}`);
    case 'unknown_user':
    case 'member_protected':
    case 'own_account':
    case 'user_disabled':
    case 'username_taken':
    case 'invalid_user':
    case 'authority_unreachable':
      return t(`userProblem.${problem.error}`);
    case 'weak_password':
      return t(`userProblem.weak_password.${problem.fields[0]?.message as 'too-short'}`);
    case 'last_owner':
      return t('members.lastOwner');
    case 'already_member':
      return t('members.already');
    case 'invalid_request':
    case 'invalid_client_settings':
    case 'invalid_scope_settings':
      return t('problem.invalid');
    case 'still_used':
      return t('scopesPage.stillUsed');
    default:
      if (isKeyRefusal(problem.error)) return t(`keys.refused.${problem.error}`);
      return t('problem.other', { message: problem.message });
  }
}
