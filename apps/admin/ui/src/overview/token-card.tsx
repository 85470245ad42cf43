import { Anchor, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNumbers } from '../shell/use-numbers.js';
import type { GrantUsage } from '../usage/types.js';
import classes from './overview.module.css';

/** Tokens of the last 24 hours by grant type. */
export function TokenCard({ tokens }: { tokens: readonly GrantUsage[] }): ReactNode {
  const { t } = useTranslation();
  const written = useNumbers();
  return (
    <section className="card" aria-labelledby="tokens">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="tokens">
          {t('overview.byGrant')}
        </Title>
        <Anchor component={Link} to="/usage" size="sm">
          {t('overview.allTokens')}
        </Anchor>
      </Group>
      <Text size="sm" c="dimmed">
        {tokens.length > 0 ? t('overview.day') : t('overview.tokensNone')}
      </Text>
      <ul className={classes.rows}>
        {tokens.map(({ grantType, tokens: count }) => (
          <li key={grantType}>
            <Group justify="space-between" wrap="nowrap">
              <Anchor
                component={Link}
                to={`/usage?grant=${encodeURIComponent(grantType)}`}
                size="sm"
                className="mono"
              >
                {grantType}
              </Anchor>
              <span className={classes.amount}>{written(count)}</span>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
