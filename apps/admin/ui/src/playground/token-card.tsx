import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TokenParts } from './token-parts.js';
import type { ReadToken } from './types.js';
import { Verdict } from './verdict.js';

interface TokenCardProps {
  readonly id: string;
  readonly title: string;
  readonly token: ReadToken | null;
  /** What is said where there is nothing to take apart. */
  readonly none: string;
}

/** A token of a run, decoded and checked by the admin server. */
export function TokenCard({ id, title, token, none }: TokenCardProps): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby={id}>
      <Group gap="sm" mb="sm">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {token && (
          <Verdict good={token.genuine}>
            {t(token.genuine ? 'playground.genuine' : 'playground.notGenuine')}
          </Verdict>
        )}
      </Group>
      {!token && <Text size="sm">{none}</Text>}
      {token?.problem && (
        <Text size="sm" mb="sm" className="mono">
          {token.problem}
        </Text>
      )}
      {token && (
        <TokenParts
          name={title}
          header={JSON.parse(token.header) as object}
          claims={JSON.parse(token.claims) as object}
        />
      )}
    </section>
  );
}
