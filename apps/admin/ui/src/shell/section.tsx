import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** What can be done with all of it. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page that holds a table. */
export function Section({ id, title, text, action, children }: SectionProps): ReactNode {
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" align="flex-end" mb="md">
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          <Text c="dimmed" size="sm">
            {text}
          </Text>
        </div>
        {action}
      </Group>
      {children}
    </section>
  );
}
