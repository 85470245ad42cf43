import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import type { Client } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { Section } from '../shell/section.js';
import { useDates } from '../shell/use-dates.js';
import { useNotify } from '../shell/use-notify.js';
import { AccessTokenTable } from './access-token-table.js';
import { GrantList } from './grant-list.js';
import type { GrantAccessToken } from './types.js';

/** What users allowed a client, and the access tokens of the client itself. */
export function ClientGrants({ client }: { client: Client }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const notify = useNotify();
  const queries = useQueryClient();
  const allowed = useAllowed();
  const [isAsking, setAsking] = useState(false);
  const [revoking, setRevoking] = useState<GrantAccessToken | null>(null);
  const { clientId, name } = client;
  const path = { clientId };
  const mayRevoke = allowed('grants.revoke', clientId);
  const hasOwnTokens = client.grantTypes.includes('client_credentials');
  const tokens = useQuery({
    queryKey: ['client-tokens', clientId],
    queryFn: () => call('get', '/api/clients/{clientId}/access-tokens', { path }),
    enabled: hasOwnTokens,
  });
  return (
    <div className="sections">
      <Section
        id="grants"
        title={t('grants.tab')}
        text={t('grants.lead')}
        action={
          mayRevoke && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('clientGrants.revokeAll')}
            </Button>
          )
        }
      >
        <GrantList clientId={clientId} />
      </Section>
      {hasOwnTokens && (
        <Section id="own-tokens" title={t('clientGrants.own')} text={t('clientGrants.ownText')}>
          {tokens.isError && <ProblemAlert problem={tokens.error} onRetry={() => void tokens.refetch()} />}
          {tokens.data?.length === 0 ? (
            <Text className="card">{t('clientGrants.noOwn')}</Text>
          ) : (
            !tokens.isError && (
              <AccessTokenTable
                caption={t('clientGrants.own')}
                tokens={tokens.data}
                action={
                  mayRevoke
                    ? (token) => (
                        <Button
                          size="xs"
                          variant="default"
                          aria-label={t('clientGrants.revokeTokenNamed', {
                            when: dates.dateTime(token.issuedAt),
                          })}
                          onClick={() => setRevoking(token)}
                        >
                          {t('clientGrants.revokeToken')}
                        </Button>
                      )
                    : undefined
                }
              />
            )
          )}
        </Section>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t('clientGrants.revokeAllTitle', { name })}
          text={t('clientGrants.revokeAllText')}
          action={t('clientGrants.revokeAll')}
          onConfirm={async () => {
            const revoked = await call('post', '/api/clients/{clientId}/grants/revoke', { path });
            void queries.invalidateQueries({ queryKey: ['client-grants'] });
            void queries.invalidateQueries({ queryKey: ['client-tokens', clientId] });
            notify.done(t('clientGrants.allRevoked', revoked));
          }}
          onClose={() => setAsking(false)}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={t('clientGrants.revokeTokenTitle')}
          text={t('clientGrants.revokeTokenText')}
          action={t('clientGrants.revokeToken')}
          onConfirm={async () => {
            await call('post', '/api/clients/{clientId}/access-tokens/{id}/revoke', {
              path: { clientId, id: revoking.id },
            });
            await tokens.refetch();
            notify.done(t('clientGrants.tokenRevoked'));
          }}
          onClose={() => setRevoking(null)}
        />
      )}
    </div>
  );
}
