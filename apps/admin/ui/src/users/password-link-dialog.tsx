import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shell/copy-button.js';
import { Dialog } from '../shell/dialog.js';
import { useDates } from '../shell/use-dates.js';
import classes from './password-link-dialog.module.css';
import type { PasswordLink } from './types.js';

interface PasswordLinkDialogProps {
  readonly link: PasswordLink;
  /** Of the user. */
  readonly name: string;
  /** Drop the link: it is shown this once. */
  readonly onDone: () => void;
}

/** Closes by its button alone: a slip of the hand would cost another link. */
export function PasswordLinkDialog({ link, name, onDone }: PasswordLinkDialogProps): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Dialog title={t('passwordLink.title')} onClose={() => undefined} size="lg">
      <Stack gap="md">
        <Text>{t('passwordLink.text', { name, until: dates.dateTime(link.expiresAt) })}</Text>
        <div className={classes.link}>
          <code className={classes.value}>{link.url}</code>
          <CopyButton value={link.url} what={t('passwordLink.link')} />
        </div>
        <Group justify="flex-end">
          <Button onClick={onDone}>{t('passwordLink.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
