import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageTitle } from './page-title.js';

export function NotFoundPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="page page-narrow">
      <PageTitle>{t('app.notFound')}</PageTitle>
      <Text mt="xs">{t('app.notFoundText')}</Text>
      <Button component={Link} to="/clients" mt="lg">
        {t('app.toClients')}
      </Button>
    </div>
  );
}
