import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';
import { useDates } from '../shell/use-dates.js';

/**
 * The settings of a client, to read.
 *
 * @param children shown instead to somebody who may edit them
 */
export function ClientFacts({ client, children }: { client: Client; children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const allowed = useAllowed();
  if (allowed('clients.edit', client.clientId) && !client.protected) return children;
  const { accessTokenSeconds: seconds } = client;
  return (
    <section className="card" aria-labelledby="settings">
      <Title order={2} size="h4" id="settings" mb="md">
        {t('client.settings')}
      </Title>
      <dl className="facts">
        <Fact name={t('client.kind')}>{t(`kinds.${client.applicationType}.title`)}</Fact>
        <Fact name={t('settings.description')}>{client.description ?? t('app.none')}</Fact>
        <Fact name={t('settings.owner')}>{client.owner ?? t('app.none')}</Fact>
        <Fact name={t('client.party')}>{t(client.firstParty ? 'party.first' : 'party.third')}</Fact>
        <Fact name={t('client.redirectUris')}>
          <Values values={client.redirectUris} none={t('app.none')} />
        </Fact>
        <Fact name={t('client.scopes')}>
          <Values values={client.scopes} none={t('app.none')} />
        </Fact>
        <Fact name={t('client.audiences')}>
          <Values values={client.audiences} none={t('client.issuerItself')} />
        </Fact>
        <Fact name={t('client.grantTypes')}>
          <Values values={client.grantTypes} none={t('app.none')} />
        </Fact>
        <Fact name={t('client.authMethod')}>
          <span className="mono">{client.tokenEndpointAuthMethod}</span>
        </Fact>
        <Fact name={t('client.pkce')}>{t(client.requirePkce ? 'app.yes' : 'app.no')}</Fact>
        <Fact name={t('settings.par')}>
          {t(client.requirePushedAuthorizationRequests ? 'app.yes' : 'app.no')}
        </Fact>
        <Fact name={t('settings.dpop')}>{t(client.dpopBoundAccessTokens ? 'app.yes' : 'app.no')}</Fact>
        <Fact name={t('settings.postLogout')}>
          <Values values={client.postLogoutRedirectUris} none={t('app.none')} />
        </Fact>
        <Fact name={t('client.format')}>
          <span className="mono">
            {client.accessTokenFormat === 'jwt' ? `jwt, ${client.accessTokenAlg}` : client.accessTokenFormat}
          </span>
        </Fact>
        <Fact name={t('client.lifetime')}>
          {seconds === null ? t('client.lifetimeDefault') : t('client.seconds', { count: seconds })}
        </Fact>
        <Fact name={t('client.introspect')}>{t(client.mayIntrospect ? 'app.yes' : 'app.no')}</Fact>
        <Fact name={t('client.created')}>{dates.dateTime(client.createdAt)}</Fact>
        <Fact name={t('client.updated')}>{dates.dateTime(client.updatedAt)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Values({ values, none }: { values: readonly string[]; none: string }): ReactNode {
  if (values.length === 0) return none;
  return (
    <ul>
      {values.map((value) => (
        <li key={value} className="mono">
          {value}
        </li>
      ))}
    </ul>
  );
}
