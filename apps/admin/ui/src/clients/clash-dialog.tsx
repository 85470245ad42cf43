import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client, UpdateClientRequest } from '../api/types.js';
import { Dialog } from '../shell/dialog.js';
import classes from './clash-dialog.module.css';
import { useSettingNames } from './use-setting-names.js';

interface ClashDialogProps {
  /** What the edit started from. */
  readonly base: Client;
  /** What is stored now. */
  readonly theirs: Client;
  readonly mine: UpdateClientRequest;
  readonly busy: boolean;
  readonly onMine: () => Promise<void>;
  readonly onTheirs: () => void;
  readonly onClose: () => void;
}

/** Two people edited one client: shows both versions, and lets the later one decide. */
export function ClashDialog(props: ClashDialogProps): ReactNode {
  const { base, theirs, mine, busy, onMine, onTheirs, onClose } = props;
  const { t } = useTranslation();
  const nameOf = useSettingNames();
  const edited = new Set(Object.keys(mine));
  const fields = [...edited, ...Object.keys(theirs)].filter(
    (field, index, all) =>
      all.indexOf(field) === index &&
      nameOf(field) !== undefined &&
      (edited.has(field) || text(valueOf(base, field)) !== text(valueOf(theirs, field))),
  );
  return (
    <Dialog title={t('clash.title')} onClose={onClose} size="xl">
      <Text mb="md">{t('clash.text')}</Text>
      <div className={classes.frame} tabIndex={0} role="region" aria-label={t('clash.title')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('clash.setting')}</th>
              <th scope="col">{t('clash.mine')}</th>
              <th scope="col">{t('clash.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field}>
                <th scope="row">{nameOf(field)}</th>
                <td>
                  {edited.has(field) ? (
                    <Value value={valueOf(mine, field)} />
                  ) : (
                    <span>{t('clash.same')}</span>
                  )}
                </td>
                <td>
                  <Value value={valueOf(theirs, field)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group justify="flex-end" mt="lg">
        <Button variant="subtle" onClick={onClose}>
          {t('clash.back')}
        </Button>
        <Button variant="default" onClick={onTheirs}>
          {t('clash.takeTheirs')}
        </Button>
        <Button loading={busy} onClick={() => void onMine()}>
          {t('clash.takeMine')}
        </Button>
      </Group>
    </Dialog>
  );
}

function Value({ value }: { value: unknown }): ReactNode {
  return <span className={classes.value}>{text(value) || '–'}</span>;
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  if (value === null || value === undefined) return '';
  return typeof value === 'object'
    ? JSON.stringify(value, null, 2)
    : String(value as string | number | boolean);
}

function valueOf(settings: object, field: string): unknown {
  return (settings as Record<string, unknown>)[field];
}
