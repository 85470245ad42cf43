import { Anchor, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PERMISSIONS, type Permission, type Permissions } from '../../../src/access/permissions.js';
import type { AdminRole } from '../../../src/access/roles.js';
import { useSession } from '../session/session-context.js';

/** What the person's role lets them do, in words. */
export function OwnRole(): ReactNode {
  const { t } = useTranslation();
  const { name, subject, role, ownClients, permissions } = useSession();
  const own = PERMISSIONS.filter((permission) => (permissions as Permissions)[permission] !== undefined);
  return (
    <section className="card" aria-labelledby="role">
      <Title order={2} size="h4" id="role" mb="md">
        {t('account.role')}
      </Title>
      <dl className="facts">
        <dt>{t('account.name')}</dt>
        <dd>{name}</dd>
        <dt>{t('account.subject')}</dt>
        <dd className="mono">{subject}</dd>
        <dt>{t('account.role')}</dt>
        <dd>
          {t(`account.roles.${role as AdminRole}.name`)}
          <Text size="sm" c="dimmed">
            {t(`account.roles.${role as AdminRole}.text`)}
          </Text>
        </dd>
        {ownClients.length > 0 && (
          <>
            <dt>{t('account.ownClients')}</dt>
            <dd>
              <ul>
                {ownClients.map((clientId) => (
                  <li key={clientId} className="mono">
                    <Anchor component={Link} to={`/clients/${encodeURIComponent(clientId)}`}>
                      {clientId}
                    </Anchor>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>{t('account.may')}</dt>
        <dd>
          <ul>
            {own.map((permission) => (
              <li key={permission}>
                {t(`account.permissions.${permission}`)}
                <Reach permission={permission} />
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </section>
  );
}

/** Said only where it is less than everything. */
function Reach({ permission }: { permission: Permission }): ReactNode {
  const { t } = useTranslation();
  const reach = (useSession().permissions as Permissions)[permission];
  if (reach === undefined || reach === 'all') return null;
  return (
    <Text span c="dimmed" size="sm">
      {' '}
      {t(`account.reach.${reach}`)}
    </Text>
  );
}
