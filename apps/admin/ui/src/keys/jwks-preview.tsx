import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shell/copy-button.js';
import classes from './keys.module.css';
import type { Key } from './types.js';

/** The JWK Set as the authorization server publishes it. */
export function JwksPreview({ keys }: { keys: readonly Key[] }): ReactNode {
  const { t } = useTranslation();
  const published = keys.filter(({ state }) => state !== 'retired').map(({ publicJwk }) => publicJwk);
  const text = JSON.stringify({ keys: published }, null, 2);
  return (
    <section className="card" aria-labelledby="jwks">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="jwks">
          {t('keys.jwks')}
        </Title>
        <CopyButton value={text} what={t('keys.jwks')} variant="subtle" />
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {t('keys.jwksText')}
      </Text>
      <pre className={classes.json} tabIndex={0} aria-label={t('keys.jwks')}>
        {text}
      </pre>
    </section>
  );
}
