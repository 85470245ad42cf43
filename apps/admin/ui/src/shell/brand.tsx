import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function Brand(): ReactNode {
  const { t } = useTranslation();
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/assets/icon.svg" width={28} height={28} alt="" />
      <Text fw={650} size="lg" span className="brand-name">
        {t('app.name')}
      </Text>
      <Text c="dimmed" size="sm" span visibleFrom="xs">
        {t('app.admin')}
      </Text>
    </Group>
  );
}
