import { Button, Space, Text, Title } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/types.js';
import { download } from '../shell/download.js';
import { CodeBlock } from './code-block.js';
import { envFile } from './snippet-values.js';
import type { Endpoints } from './types.js';

/** For any other library: the values themselves. */
export function ValuesCard({ client, endpoints }: { client: Client; endpoints: Endpoints }): ReactNode {
  const { t } = useTranslation();
  const env = envFile(client, endpoints.issuer);
  const values: readonly (readonly [string, string | null])[] = [
    [t('quickStart.discovery'), `${endpoints.issuer}/.well-known/openid-configuration`],
    [t('quickStart.authorizationEndpoint'), endpoints.authorizationEndpoint],
    [t('quickStart.tokenEndpoint'), endpoints.tokenEndpoint],
    [t('quickStart.userinfoEndpoint'), endpoints.userinfoEndpoint],
    [t('quickStart.introspectionEndpoint'), endpoints.introspectionEndpoint],
    [t('quickStart.deviceEndpoint'), endpoints.deviceAuthorizationEndpoint],
    [t('quickStart.jwks'), endpoints.jwksUri],
    [t('client.authMethod'), client.tokenEndpointAuthMethod],
  ];
  return (
    <section className="card" aria-labelledby="values">
      <Title order={2} size="h4" id="values">
        {t('quickStart.values')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('quickStart.valuesText')}
      </Text>
      <CodeBlock label=".env" text={env.trimEnd()}>
        <Button size="xs" variant="default" onClick={() => download(`${client.clientId}.env`, env)}>
          {t('secret.download')}
        </Button>
      </CodeBlock>
      <Space h="lg" />
      <dl className="facts">
        {values.map(
          ([name, value]) =>
            value && (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd className="mono">{value}</dd>
              </Fragment>
            ),
        )}
      </dl>
    </section>
  );
}
