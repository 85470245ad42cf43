import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAllowed } from '../session/use-permission.js';
import { useDates } from '../shell/use-dates.js';
import { clientOf, userOf } from './grant-list.js';
import type { GrantFamily } from './types.js';

/** Who allowed whom what, and until when. */
export function GrantFacts({ family }: { family: GrantFamily }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const { subject, clientId, username, clientName, resources, revokedAt } = family;
  return (
    <dl className="facts">
      <dt>{t('grant.user')}</dt>
      <dd>
        {username !== null && allowed('users.read') ? (
          <Anchor component={Link} to={`/users/${encodeURIComponent(subject)}`}>
            <bdi>{userOf(family)}</bdi>
          </Anchor>
        ) : (
          <bdi>{userOf(family)}</bdi>
        )}
      </dd>
      <dt>{t('grant.client')}</dt>
      <dd>
        {clientName !== null && allowed('clients.read') ? (
          <Anchor component={Link} to={`/clients/${encodeURIComponent(clientId)}`}>
            <bdi>{clientOf(family)}</bdi>
          </Anchor>
        ) : (
          <bdi>{clientOf(family)}</bdi>
        )}
      </dd>
      <dt>{t('grant.scopes')}</dt>
      <dd className="mono">{family.scopes.join(' ') || t('app.none')}</dd>
      <dt>{t('grant.resources')}</dt>
      <dd className={resources.length > 0 ? 'mono' : undefined}>
        {resources.join(' ') || t('grant.anyResource')}
      </dd>
      <dt>{t('grant.offline')}</dt>
      <dd>{t(family.offline ? 'app.yes' : 'app.no')}</dd>
      <dt>{t('grant.created')}</dt>
      <dd>{dates.dateTime(family.createdAt)}</dd>
      <dt>{t('grant.used')}</dt>
      <dd>{dates.dateTime(family.lastUsedAt)}</dd>
      <dt>{t('grant.expires')}</dt>
      <dd>{dates.dateTime(family.expiresAt)}</dd>
      {revokedAt !== null && (
        <>
          <dt>{t('grant.revoked')}</dt>
          <dd>{dates.dateTime(revokedAt)}</dd>
        </>
      )}
    </dl>
  );
}
