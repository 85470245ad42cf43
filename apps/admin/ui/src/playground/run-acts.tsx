import { Button, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PreviewProblem } from '../token-preview/preview-problem.js';
import type { Run } from './types.js';
import { useAct } from './use-act.js';

/** What can be done with the tokens of a run. */
export function RunActs({ run }: { run: Run }): ReactNode {
  const { t } = useTranslation();
  const { busy, failure, act } = useAct(run);
  const canReplay = run.acts.includes('replay');
  return (
    <section className="card" aria-labelledby="acts">
      <Title order={2} size="h4" id="acts" mb="sm">
        {t('playground.acts')}
      </Title>
      <Group gap="sm">
        {run.acts.map((each) => (
          <Button
            key={each}
            variant="default"
            loading={busy === each}
            disabled={busy !== null && busy !== each}
            onClick={() => void act(each)}
          >
            {t(`playground.act.${each}`)}
          </Button>
        ))}
      </Group>
      {(canReplay || run.acts.includes('refresh')) && (
        <Text size="sm" c="dimmed" mt="sm">
          {t(canReplay ? 'playground.replayText' : 'playground.refreshText')}
        </Text>
      )}
      {failure !== null && <PreviewProblem problem={failure} />}
    </section>
  );
}
