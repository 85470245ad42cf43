import { Anchor, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

const PRESETS = {
  failedSignIns: '?kind=sign_in&kind=second_factor&outcome=failure&outcome=denied&within=24h',
  adminChanges: '?kind=client&kind=user&kind=scope&kind=key&kind=admin&within=7d',
  tokenTrouble: '?kind=token&outcome=denied&within=7d',
} as const;

/** Searches that somebody wants again and again. */
export function Presets(): ReactNode {
  const { t } = useTranslation();
  return (
    <Group component="nav" gap="md" mb="md" aria-label={t('audit.presets.label')}>
      <Text size="sm" c="dimmed">
        {t('audit.presets.label')}
      </Text>
      {(Object.keys(PRESETS) as (keyof typeof PRESETS)[]).map((name) => (
        <Anchor key={name} component={Link} to={`/audit${PRESETS[name]}`} size="sm">
          {t(`audit.presets.${name}`)}
        </Anchor>
      ))}
    </Group>
  );
}
