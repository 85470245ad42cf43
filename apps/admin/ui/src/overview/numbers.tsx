import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../shell/use-dates.js';
import { auditAddress, NOT_SIGNED_IN, SIGNED_IN } from './audit-address.js';
import { NumberCard } from './number-card.js';
import classes from './overview.module.css';
import type { Overview } from './types.js';

const DAY = 86_400_000;

/** The numbers that somebody may read. */
export function Numbers({ overview }: { overview: Overview }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const { signIns, tokens, activeClients, users, expiringSecrets, openChecks, signingKey } = overview;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: 'xs', sm: 'md' }} className={classes.grid}>
      {signIns && (
        <>
          <NumberCard
            label={t('overview.signedIn')}
            value={signIns.succeeded}
            hint={t('overview.day')}
            to={auditAddress(SIGNED_IN)}
          />
          <NumberCard
            label={t('overview.notSignedIn')}
            value={signIns.failed}
            hint={t('overview.day')}
            to={auditAddress(NOT_SIGNED_IN)}
          />
        </>
      )}
      <NumberCard
        label={t('overview.tokens')}
        value={{ total: tokens.reduce((sum, grant) => sum + grant.tokens, 0), more: false }}
        hint={t('overview.day')}
        to="/usage"
      />
      <NumberCard
        label={t('overview.activeClients')}
        value={activeClients}
        hint={t('overview.activeClientsHint')}
        to="/clients?status=active"
      />
      {users && (
        <NumberCard label={t('overview.users')} value={users} hint={t('overview.usersHint')} to="/users" />
      )}
      <NumberCard
        label={t('overview.openChecks')}
        value={openChecks}
        hint={t('overview.openChecksHint')}
        to="/checks"
      />
      <NumberCard
        label={t('overview.expiringSecrets')}
        value={expiringSecrets}
        hint={t('overview.expiringSecretsHint')}
        to="/checks?rule=secret_expiring"
      />
      {signingKey && (
        <NumberCard
          label={t('overview.signingKey')}
          value={t('overview.days', {
            count: Math.max(0, Math.floor((Date.now() - Date.parse(signingKey.activatesAt)) / DAY)),
          })}
          hint={t('overview.signingKeyHint', {
            alg: signingKey.alg,
            since: dates.date(signingKey.activatesAt),
          })}
          to="/keys"
        />
      )}
    </SimpleGrid>
  );
}
