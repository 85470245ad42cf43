import { Button, Checkbox, Group, Radio, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { call } from '../api/call.js';
import { PreviewProblem } from '../token-preview/preview-problem.js';
import type { Flow } from './types.js';

const FLOWS: readonly Flow[] = ['authorization_code', 'device', 'client_credentials'];

/** Begins a run. One that needs a browser leaves for the authorization server at once. */
export function StartForm({ clientId, scopes }: { clientId: string; scopes: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [flow, setFlow] = useState<Flow>('authorization_code');
  const [chosen, setChosen] = useState<readonly string[]>(scopes);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const wanted = flow === 'client_credentials' ? [] : scopes.filter((scope) => chosen.includes(scope));
      const run = await call('post', '/api/playground/runs', { body: { flow, scopes: wanted } });
      queries.setQueryData(['playground-run', run.id], run);
      if (run.location === null) await navigate(`/playground/${run.id}`);
      else window.location.assign(run.location);
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  return (
    <section className="card" aria-labelledby="start">
      <Title order={2} size="h4" id="start">
        {t('playground.start')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('playground.startText', { clientId })}
      </Text>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <Radio.Group label={t('playground.flow')} value={flow} onChange={(value) => setFlow(value as Flow)}>
            <Stack gap="xs" mt="xs">
              {FLOWS.map((each) => (
                <Radio
                  key={each}
                  value={each}
                  label={t(`playground.flows.${each}.title`)}
                  description={t(`playground.flows.${each}.text`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {flow !== 'client_credentials' && (
            <Checkbox.Group label={t('tokenPreview.scopes')} value={[...chosen]} onChange={setChosen}>
              <Group gap="lg" mt="xs">
                {scopes.map((scope) => (
                  <Checkbox key={scope} value={scope} label={<span className="mono">{scope}</span>} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
          <div>
            <Button type="submit" loading={busy}>
              {t('playground.run')}
            </Button>
          </div>
        </Stack>
      </form>
      {failure !== null && <PreviewProblem problem={failure} />}
    </section>
  );
}
