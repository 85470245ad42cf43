import { Alert, Tabs, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/types.js';
import { CodeBlock } from './code-block.js';
import { fill } from './fill.js';
import { frameworksFor, type Framework } from './frameworks.js';
import { authJsUri, snippetValues } from './snippet-values.js';
import type { Endpoints } from './types.js';

/** Code to paste, with the client's own values in it. */
export function Snippets({ client, endpoints }: { client: Client; endpoints: Endpoints }): ReactNode {
  const { t } = useTranslation();
  const frameworks = frameworksFor(client);
  const [chosen, setChosen] = useState(frameworks[0]?.key ?? null);
  const isPublic = client.tokenEndpointAuthMethod === 'none';
  return (
    <section className="card" aria-labelledby="snippets">
      <Title order={2} size="h4" id="snippets">
        {t('quickStart.snippets')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {frameworks.length === 0
          ? t('quickStart.noSnippets')
          : t(isPublic ? 'quickStart.snippetsPublic' : 'quickStart.snippetsSecret')}
      </Text>
      {frameworks.length > 0 && (
        <Tabs value={chosen} onChange={setChosen} variant="pills" keepMounted={false}>
          <Tabs.List mb="md" aria-label={t('quickStart.frameworks')}>
            {frameworks.map(({ key, label }) => (
              <Tabs.Tab key={key} value={key}>
                {t('quickStart.name', { name: label })}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {frameworks.map((framework) => (
            <Tabs.Panel key={framework.key} value={framework.key} tabIndex={-1}>
              <Snippet framework={framework} client={client} endpoints={endpoints} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </section>
  );
}

interface SnippetProps {
  readonly framework: Framework;
  readonly client: Client;
  readonly endpoints: Endpoints;
}

function Snippet({ framework, client, endpoints }: SnippetProps): ReactNode {
  const { t } = useTranslation();
  const { key, label, snippet, quoting } = framework;
  const text = fill(snippet, quoting, snippetValues(client, endpoints));
  return (
    <>
      {key === 'nextjs' && !authJsUri(client.redirectUris) && (
        <Alert color="yellow" variant="light" mb="md">
          {t('quickStart.authJs')}
        </Alert>
      )}
      <CodeBlock label={t('quickStart.snippetFor', { framework: label })} text={text.trimEnd()} />
    </>
  );
}
