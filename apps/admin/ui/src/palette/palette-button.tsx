import { ActionIcon, Button, Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.js';
import { MOD_KEY } from '../shortcuts/keys.js';

/** For those who would rather not know a key. */
export function PaletteButton({ onOpen }: { onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  const common = {
    'aria-keyshortcuts': 'Control+K Meta+K',
    'aria-haspopup': 'dialog',
    onClick: onOpen,
  } as const;
  return (
    <>
      <Button
        {...common}
        variant="default"
        size="sm"
        c="dimmed"
        fw={400}
        visibleFrom="sm"
        leftSection={<Icon name="search" size={16} />}
        rightSection={
          <Kbd size="xs" aria-hidden="true">
            {MOD_KEY} K
          </Kbd>
        }
      >
        {t('palette.button')}
      </Button>
      <ActionIcon
        {...common}
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        aria-label={t('palette.button')}
      >
        <Icon name="search" />
      </ActionIcon>
    </>
  );
}
