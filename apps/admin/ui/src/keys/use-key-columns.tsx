import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Column } from '../lists/data-table.js';
import { useDates } from '../shell/use-dates.js';
import { useNumbers } from '../shell/use-numbers.js';
import { KeyStateBadge } from './key-state-badge.js';
import type { Key } from './types.js';
import type { KeyTask } from './use-key-task.js';

/** @param open given for somebody who may change keys */
export function useKeyColumns(
  open: ((task: KeyTask, kid: string) => void) | undefined,
): readonly Column<Key>[] {
  const { t } = useTranslation();
  const dates = useDates();
  const numbers = useNumbers();
  const columns: Column<Key>[] = [
    {
      key: 'kid',
      header: t('keys.kid'),
      rowHeader: true,
      cell: ({ kid, algorithm, createdAt }) => (
        <>
          <Text size="sm" fw={550} className="mono" title={kid}>
            {`${kid.slice(0, 8)}…`}
          </Text>
          {/* Its own column is left out on narrow screens. */}
          <Text size="xs" className="mono" hiddenFrom="sm">
            {algorithm}
          </Text>
          <Text size="xs" c="dimmed">
            {t('keys.createdOn', { date: dates.date(createdAt) })}
          </Text>
        </>
      ),
    },
    {
      key: 'algorithm',
      header: t('keys.algorithm'),
      wide: true,
      cell: ({ algorithm }) => (
        <>
          <span className="mono nowrap">{algorithm}</span>
          <Text size="xs" c="dimmed">
            {t('keys.useSig')}
          </Text>
        </>
      ),
    },
    { key: 'state', header: t('keys.stateColumn'), cell: ({ state }) => <KeyStateBadge state={state} /> },
    {
      key: 'activates',
      header: t('keys.activates'),
      wide: true,
      cell: (key) => dates.dateTime(key.activatesAt),
    },
    {
      key: 'retires',
      header: t('keys.retires'),
      wide: true,
      cell: ({ retiresAt }) => (retiresAt ? dates.dateTime(retiresAt) : t('keys.notPlanned')),
    },
    {
      key: 'signed',
      header: t('keys.signed'),
      wide: true,
      end: true,
      cell: ({ tokensSigned }) => numbers(tokensSigned),
    },
  ];
  if (!open) return columns;
  const actions: Column<Key> = {
    key: 'actions',
    header: t('keys.actions'),
    end: true,
    cell: ({ kid, state }) => {
      const button = (task: KeyTask, label: string) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('keys.actionOn', { action: label, kid })}
          onClick={() => open(task, kid)}
        >
          {label}
        </Button>
      );
      return (
        <Stack gap={6} align="flex-end">
          {state === 'next' && button('activate', t('keys.activate'))}
          {state !== 'retired' && button('retire', t('keys.retire'))}
          {(state === 'retired' || state === 'retiring') && button('delete', t('keys.delete'))}
        </Stack>
      );
    },
  };
  return [...columns, actions];
}
