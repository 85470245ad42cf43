import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable, type Column } from '../lists/data-table.js';
import { useDates } from '../shell/use-dates.js';
import type { GrantAccessToken } from './types.js';

interface AccessTokenTableProps {
  readonly caption: string;
  /** Undefined while they are being loaded. */
  readonly tokens: readonly GrantAccessToken[] | undefined;
  /** What can be done with one that is good. */
  readonly action?: ((token: GrantAccessToken) => ReactNode) | undefined;
  /** False: nothing that they hang on is good any more. */
  readonly live?: boolean;
}

/** Access tokens that storage knows. */
export function AccessTokenTable({ caption, tokens, action, live = true }: AccessTokenTableProps): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const stateOf = ({
    revokedAt,
    expiresAt,
  }: GrantAccessToken): 'tokenLive' | 'tokenRevoked' | 'tokenExpired' => {
    if (revokedAt !== null) return 'tokenRevoked';
    if (Date.parse(expiresAt) <= Date.now()) return 'tokenExpired';
    return live ? 'tokenLive' : 'tokenRevoked';
  };
  const columns: Column<GrantAccessToken>[] = [
    {
      key: 'id',
      header: t('grant.columnToken'),
      rowHeader: true,
      cell: (token) => (
        <>
          <Text size="sm" className="mono">
            {token.id}
          </Text>
          <Text size="xs" c="dimmed">
            {token.format} · {token.scopes.join(' ') || '–'}
          </Text>
        </>
      ),
    },
    {
      key: 'issued',
      header: t('grant.columnIssued'),
      wide: true,
      cell: ({ issuedAt }) => dates.dateTime(issuedAt),
    },
    {
      key: 'expires',
      header: t('grant.columnExpires'),
      wide: true,
      cell: ({ expiresAt }) => dates.dateTime(expiresAt),
    },
    {
      key: 'state',
      header: t('grant.columnState'),
      cell: (token) => {
        const state = stateOf(token);
        return state === 'tokenLive' ? (
          <Badge color="teal" variant="dot" tt="none" className="status">
            {t('grant.tokenLive')}
          </Badge>
        ) : (
          <Badge color="gray" variant="outline" tt="none" className="status status-quiet">
            {t(`grant.${state}`)}
          </Badge>
        );
      },
    },
  ];
  if (action) {
    columns.push({
      key: 'actions',
      header: t('grant.columnActions'),
      end: true,
      cell: (token) => stateOf(token) === 'tokenLive' && action(token),
    });
  }
  return <DataTable caption={caption} columns={columns} rows={tokens} rowKey={({ id }) => id} />;
}
