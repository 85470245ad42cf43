import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GrantState } from './types.js';

/** The state of a grant: a word, with a dot while something can be got under it. */
export function GrantStateBadge({ state }: { state: GrantState }): ReactNode {
  const { t } = useTranslation();
  return state === 'live' ? (
    <Badge color="teal" variant="dot" tt="none" className="status">
      {t('grants.state.live')}
    </Badge>
  ) : (
    <Badge color="gray" variant="outline" tt="none" className="status status-quiet">
      {t(`grants.state.${state}`)}
    </Badge>
  );
}
