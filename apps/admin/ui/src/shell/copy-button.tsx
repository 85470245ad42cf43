import { Button, type ButtonProps } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.js';

interface CopyButtonProps extends ButtonProps {
  value: string;
  /** What is copied, for readers who hear the button without what stands beside it. */
  what?: string;
  children?: string;
}

export function CopyButton({ value, what, children, ...props }: CopyButtonProps): ReactNode {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 2_000 });
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}
      aria-label={what && !copied ? t('app.copyNamed', { what }) : undefined}
      aria-live="polite"
      onClick={() => copy(value)}
      {...props}
    >
      {copied ? t('app.copied') : (children ?? t('app.copy'))}
    </Button>
  );
}
