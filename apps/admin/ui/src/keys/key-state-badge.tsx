import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyState } from './types.js';

const LOOKS = {
  active: { color: 'teal', variant: 'dot' },
  next: { color: 'indigo', variant: 'dot' },
  retiring: { color: 'yellow', variant: 'dot' },
  retired: { color: 'gray', variant: 'outline' },
} as const;

export function KeyStateBadge({ state }: { state: KeyState }): ReactNode {
  const { t } = useTranslation();
  return (
    <Badge {...LOOKS[state]} tt="none" className={state === 'retired' ? 'status status-quiet' : 'status'}>
      {t(`keys.state.${state}`)}
    </Badge>
  );
}
