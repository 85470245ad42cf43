import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { expiryWarning } from './secret-state.js';

/** Says in words that something ends soon; nothing while there is time. */
export function ExpiryBadge({ expiresAt }: { expiresAt: string | null }): ReactNode {
  const { t } = useTranslation();
  const days = expiryWarning(expiresAt, Date.now());
  if (days === undefined) return null;
  return (
    <Badge color={days === 30 ? 'yellow' : 'red'} variant="light" tt="none" className="status status-warn">
      {t('client.expiresWithin', { count: days })}
    </Badge>
  );
}
