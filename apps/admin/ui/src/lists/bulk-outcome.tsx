import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkResult } from './bulk-bar.js';

interface BulkOutcomeProps {
  readonly result: BulkResult;
  readonly onClose: () => void;
}

/** As many failures are named; the rest is counted. */
const NAMED = 20;

/** What came of an action on many rows: how many it changed, and why the others stayed as they were. */
export function BulkOutcome({ result, onClose }: BulkOutcomeProps): ReactNode {
  const { t } = useTranslation();
  const { done, failed } = result;
  const sentence = (reason: string): string => {
    switch (reason) {
      case 'not_assigned':
      case 'protected_client':
      case 'not_found':
      case 'temporarily_unavailable':
        return t(`problem.${reason}`);
      default:
        return reason;
    }
  };
  return (
    <Alert
      mb="md"
      color={failed.length > 0 ? 'yellow' : 'teal'}
      variant="light"
      role="status"
      withCloseButton
      closeButtonLabel={t('app.close')}
      onClose={onClose}
      title={t('table.bulkDone', { done, failed: failed.length })}
    >
      {failed.slice(0, NAMED).map(({ key, reason }) => (
        <Text size="sm" key={key}>
          <span className="mono">{key}</span>: {sentence(reason)}
        </Text>
      ))}
      {failed.length > NAMED && (
        <Text size="sm">{t('table.bulkMore', { count: failed.length - NAMED })}</Text>
      )}
    </Alert>
  );
}
