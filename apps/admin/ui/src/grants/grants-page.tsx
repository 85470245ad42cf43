import { Badge, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { PageTitle } from '../shell/page-title.js';
import { GrantList } from './grant-list.js';

export function GrantsPage(): ReactNode {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const subject = parameters.get('subject') ?? undefined;
  const clientId = parameters.get('client') ?? undefined;
  return (
    <div className="page">
      <PageTitle>{t('grants.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('grants.lead')}
      </Text>
      {subject !== undefined && (
        <Group gap="xs" mb="md">
          <Badge variant="light" tt="none" size="lg" className="status">
            {t('grants.of', { subject })}
          </Badge>
          <Button component={Link} to="/grants" variant="subtle" size="xs">
            {t('grants.ofAnyone')}
          </Button>
        </Group>
      )}
      <GrantList subject={subject} clientId={clientId} />
    </div>
  );
}
