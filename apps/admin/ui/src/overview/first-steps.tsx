import { Anchor, Button, Group, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import { problemText } from '../api/problem-alert.js';
import { Icon } from '../shell/icon.js';
import { useNotify } from '../shell/use-notify.js';
import classes from './overview.module.css';
import type { FirstStep } from './types.js';

/** Where each step is taken. */
const ADDRESSES: Readonly<Record<FirstStep['step'], string>> = {
  https_issuer: '/settings',
  second_owner: '/members',
  first_client: '/clients/new',
  first_sign_in: '/clients',
};

/** What is left to do after the installation. */
export function FirstSteps({ steps }: { steps: readonly FirstStep[] }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();

  const dismiss = async (): Promise<void> => {
    try {
      await call('post', '/api/overview/first-steps/dismiss');
      await queries.invalidateQueries({ queryKey: ['overview'] });
    } catch (problem) {
      notify.failed(problemText(problem, t));
    }
  };

  return (
    <section className="card" aria-labelledby="first-steps">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} size="h4" id="first-steps">
            {t('overview.firstSteps')}
          </Title>
          <Text c="dimmed" size="sm">
            {t('overview.firstStepsLead')}
          </Text>
        </div>
        <Button variant="default" size="xs" onClick={() => void dismiss()}>
          {t('overview.dismiss')}
        </Button>
      </Group>
      <ol className={`${classes.rows} ${classes.steps}`}>
        {steps.map(({ step, done }) => (
          <li key={step}>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <ThemeIcon
                size="sm"
                radius="xl"
                variant={done ? 'filled' : 'outline'}
                color={done ? 'teal' : 'gray'}
              >
                {done && <Icon name="check" size={12} />}
              </ThemeIcon>
              <div>
                <VisuallyHidden>{t(done ? 'overview.stepDone' : 'overview.stepOpen')}: </VisuallyHidden>
                {done ? (
                  <Text size="sm" c="dimmed" td="line-through">
                    {t(`overview.steps.${step}.title`)}
                  </Text>
                ) : (
                  <>
                    <Anchor component={Link} to={ADDRESSES[step]} size="sm" fw={550}>
                      {t(`overview.steps.${step}.title`)}
                    </Anchor>
                    <Text size="sm" c="dimmed">
                      {t(`overview.steps.${step}.text`)}
                    </Text>
                  </>
                )}
              </div>
            </Group>
          </li>
        ))}
      </ol>
    </section>
  );
}
