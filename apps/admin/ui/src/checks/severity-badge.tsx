import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check } from './types.js';

const COLORS = { high: 'red', medium: 'orange', low: 'blue' } as const;

/** How much an issue matters: a word, with a dot that is louder for what is worse. */
export function SeverityBadge({ severity }: { severity: Check['severity'] }): ReactNode {
  const { t } = useTranslation();
  return (
    <Badge color={COLORS[severity]} variant="dot" tt="none" className="status">
      {t(`checks.severities.${severity}`)}
    </Badge>
  );
}
