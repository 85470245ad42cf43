import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../api/problem-alert.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import classes from './bulk-bar.module.css';
import type { ListQuery } from './use-list-address.js';
import type { ListSelection } from './use-selection.js';

/** What is to be changed: single rows, or everything that a query finds. */
export type BulkTarget = { readonly keys: readonly string[] } | { readonly matching: ListQuery };

export interface BulkResult {
  readonly done: number;
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
}

/** Something that can be done to many rows. */
export interface BulkAction {
  readonly key: string;
  readonly label: string;
  /** Asked before it is done. */
  readonly question: string;
  /** Counts what would be changed, and changes nothing. */
  readonly count: (target: BulkTarget) => Promise<number>;
  readonly run: (target: BulkTarget) => Promise<BulkResult>;
}

interface BulkBarProps {
  readonly actions: readonly BulkAction[];
  readonly selection: ListSelection;
  readonly query: ListQuery;
  /** Rows that the query finds. */
  readonly total: number;
  readonly onDone: (result: BulkResult) => void;
}

/** Stands above a list while rows are chosen. What would happen is counted by the server before anybody is asked. */
export function BulkBar({ actions, selection, query, total, onDone }: BulkBarProps): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<{ action: BulkAction; count: number }>();
  const [failure, setFailure] = useState<unknown>(null);
  const target: BulkTarget = selection.allMatching ? { matching: query } : { keys: [...selection.keys] };

  const ask = async (action: BulkAction): Promise<void> => {
    setFailure(null);
    try {
      setAsking({ action, count: await action.count(target) });
    } catch (problem) {
      setFailure(problem);
    }
  };

  return (
    <div className={classes.bar} role="region" aria-label={t('table.bulk')}>
      {failure !== null && <ProblemAlert problem={failure} />}
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={550} role="status">
          {t('table.selected', { count: selection.allMatching ? total : selection.keys.size })}
        </Text>
        <Group gap="xs">
          {!selection.allMatching && total > selection.keys.size && (
            <Button variant="subtle" size="xs" onClick={selection.selectMatching}>
              {t('table.selectMatching', { count: total })}
            </Button>
          )}
          {actions.map((action) => (
            <Button key={action.key} variant="default" size="xs" onClick={() => void ask(action)}>
              {action.label}
            </Button>
          ))}
          <Button variant="subtle" size="xs" onClick={selection.clear}>
            {t('table.clearSelection')}
          </Button>
        </Group>
      </Group>
      {asking && (
        <ConfirmDialog
          title={asking.action.label}
          text={`${asking.action.question} ${t('table.bulkCount', { count: asking.count })}`}
          action={asking.action.label}
          onConfirm={async () => onDone(await asking.action.run(target))}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}
