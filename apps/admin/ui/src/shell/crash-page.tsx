import { Button, Container, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from './page-title.js';

/** Shown when a page throws while it renders. */
export function CrashPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <Container component="main" size="xs" pt="15vh">
      <PageTitle>{t('app.crashed')}</PageTitle>
      <Text mt="xs">{t('app.crashedText')}</Text>
      <Button mt="lg" onClick={() => window.location.reload()}>
        {t('app.reload')}
      </Button>
    </Container>
  );
}
