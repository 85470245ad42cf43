import { Center, Loader, Text } from '@mantine/core';
import { Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../../src/access/permissions.js';
import { useAllowed } from '../session/use-permission.js';
import { PageTitle } from './page-title.js';

/** Somebody who may not see a page is told so, and which permission it takes. */
export function PageGate({
  needs,
  children,
}: {
  needs: Permission | 'member';
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  if (needs === 'member' || allowed(needs)) return <Suspense fallback={<Loading />}>{children}</Suspense>;
  return (
    <div className="page">
      <PageTitle mb="sm">{t('app.notAllowed')}</PageTitle>
      <Text c="dimmed">{t('app.notAllowedText', { permission: needs })}</Text>
    </div>
  );
}

/** The code of a page is on its way. */
function Loading(): ReactNode {
  const { t } = useTranslation();
  return (
    <Center pt="20vh" role="status" aria-label={t('app.loading')}>
      <Loader />
    </Center>
  );
}
