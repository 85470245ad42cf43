import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { BackLink } from '../shell/back-link.js';
import { PageTitle } from '../shell/page-title.js';
import { ExpertClientForm } from './expert-client-form.js';
import { NewClientForm } from './new-client-form.js';

/** One page from nothing to a client id and a secret; for experts, every setting at once. */
export function NewClientPage(): ReactNode {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const isExpert = parameters.get('form') === 'expert';
  return (
    <div className="page page-narrow">
      <BackLink to="/clients">{t('client.back')}</BackLink>
      <PageTitle>{t('newClient.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t(isExpert ? 'newClient.expertLead' : 'newClient.lead')}
      </Text>
      {isExpert ? <ExpertClientForm /> : <NewClientForm />}
      <Text size="sm" mt="xl">
        <Anchor component={Link} to={isExpert ? '/clients/new' : '/clients/new?form=expert'}>
          {t(isExpert ? 'newClient.toSimple' : 'newClient.toExpert')}
        </Anchor>
      </Text>
    </div>
  );
}
