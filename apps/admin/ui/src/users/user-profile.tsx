import { Button, Group, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAllowed } from '../session/use-permission.js';
import { useDates } from '../shell/use-dates.js';
import { CLAIMS, SWITCHES } from './claims.js';
import { EditUserDialog } from './edit-user-dialog.js';
import type { User } from './types.js';

/** What is known about a user, and where there is more. */
export function UserProfile({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  const [editing, setEditing] = useState(false);
  const { subject, claims } = user;
  const others = Object.entries(claims).filter(([name]) => !isOurs(name));
  const of = new URLSearchParams({ subject });
  return (
    <section className="card" aria-labelledby="profile">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4" id="profile">
          {t('user.profile')}
        </Title>
        {allowed('users.edit') && !user.protected && (
          <Button variant="default" size="sm" onClick={() => setEditing(true)}>
            {t('user.edit')}
          </Button>
        )}
      </Group>
      <dl className="facts">
        <dt>{t('user.identifier')}</dt>
        <dd className="mono">{user.username}</dd>
        {CLAIMS.filter((name) => name === 'name' || name === 'email' || claims[name] !== undefined).map(
          (name) => (
            <Claim key={name} name={t(`user.claim.${name}`)}>
              {claims[name] === undefined ? t('user.none') : <bdi>{String(claims[name])}</bdi>}
              {name in SWITCHES && claims[name] !== undefined && (
                <> ({t(claims[SWITCHES[name]!] === true ? 'user.verified' : 'user.notVerified')})</>
              )}
            </Claim>
          ),
        )}
        {others.length > 0 && (
          <Claim name={t('user.otherClaims')}>
            <ul>
              {others.map(([name, value]) => (
                <li key={name} className="mono">
                  {name}: {JSON.stringify(value)}
                </li>
              ))}
            </ul>
          </Claim>
        )}
        {user.role !== null && <Claim name={t('user.role')}>{t(`role.${user.role}`)}</Claim>}
        <Claim name={t('user.lastSignIn')}>
          {user.lastSignInAt === null ? t('app.never') : dates.dateTime(user.lastSignInAt)}
        </Claim>
        <Claim name={t('user.created')}>{dates.dateTime(user.createdAt)}</Claim>
        <Claim name={t('user.updated')}>{dates.dateTime(user.updatedAt)}</Claim>
        <Claim name={t('user.credentialsChanged')}>{dates.dateTime(user.credentialsChangedAt)}</Claim>
      </dl>
      <Group gap="xs" mt="lg" role="group" aria-label={t('user.links')}>
        {allowed('grants.read') && (
          <Button component={Link} to={`/grants?${of}`} variant="light" size="xs">
            {t('user.allGrants')}
          </Button>
        )}
        {allowed('audit.read') && (
          <Button component={Link} to={`/audit?${of}`} variant="light" size="xs">
            {t('user.auditEvents')}
          </Button>
        )}
      </Group>
      {editing && <EditUserDialog user={user} onClose={() => setEditing(false)} />}
    </section>
  );
}

function isOurs(name: string): boolean {
  return (
    (CLAIMS as readonly string[]).includes(name) || Object.values(SWITCHES).includes(name as 'email_verified')
  );
}

function Claim({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
