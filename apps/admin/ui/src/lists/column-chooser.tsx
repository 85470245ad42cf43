import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ColumnChooserProps {
  /** The columns that may be hidden. */
  readonly choices: readonly { readonly key: string; readonly header: string; readonly isShown: boolean }[];
  readonly toggle: (key: string) => void;
}

export function ColumnChooser({ choices, toggle }: ColumnChooserProps): ReactNode {
  const { t } = useTranslation();
  if (choices.length === 0) return null;
  return (
    <Popover position="bottom-end" withinPortal={false} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm">
          {t('table.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" role="group" aria-label={t('table.columns')}>
          {choices.map(({ key, header, isShown }) => (
            <Checkbox key={key} label={header} checked={isShown} onChange={() => toggle(key)} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
