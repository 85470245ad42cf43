import { Button, Container, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Brand } from '../shell/brand.js';
import { PageTitle } from '../shell/page-title.js';

export function SignedOutPage(): ReactNode {
  const { t } = useTranslation();
  // The authorization server brings it back when the session there has ended.
  const [query] = useSearchParams();
  const everywhere = query.get('state') === 'everywhere';
  return (
    <Container component="main" size="xs" pt="15vh">
      <div className="card">
        <Brand />
        <PageTitle mt="lg">{t('app.signedOut')}</PageTitle>
        <Text mt="xs">{t(everywhere ? 'app.signedOutEverywhere' : 'app.signedOutText')}</Text>
        <Button component="a" href="/sign-in" mt="lg">
          {t('app.signIn')}
        </Button>
      </div>
    </Container>
  );
}
