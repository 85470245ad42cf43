import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome } from './types.js';

const COLORS: Readonly<Record<Outcome, string>> = { success: 'teal', failure: 'red', denied: 'orange' };

/** How an event went: a word, with a dot. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }): ReactNode {
  const { t } = useTranslation();
  return (
    <Badge color={COLORS[outcome]} variant="dot" tt="none" className="status">
      {t(`audit.outcomes.${outcome}`)}
    </Badge>
  );
}
