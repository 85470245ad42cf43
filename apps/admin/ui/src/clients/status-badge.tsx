import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecretState } from './secret-state.js';

/** The state of a client or a secret: a word, with a dot for those that work. */
export function StatusBadge({ state }: { state: SecretState }): ReactNode {
  const { t } = useTranslation();
  return state === 'active' ? (
    <Badge color="teal" variant="dot" tt="none" className="status">
      {t('status.active')}
    </Badge>
  ) : (
    <Badge color="gray" variant="outline" tt="none" className="status status-quiet">
      {t(`status.${state}`)}
    </Badge>
  );
}
