import { Anchor, Button, Group, Kbd, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../page-list.js';
import { maySee } from '../palette/destination.js';
import { useSession } from '../session/session-context.js';
import { useAllowed } from '../session/use-permission.js';
import { Dialog } from '../shell/dialog.js';
import { letterOf } from '../shell/places.js';
import { MOD_KEY } from './keys.js';
import classes from './shortcut-help.module.css';

/** All keys that do something, and where they can be switched off. */
export function ShortcutHelp({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const { shortcuts } = useSession().preferences;
  const pages = PAGES.filter((page) => maySee(page, allowed) && letterOf(page.path) !== undefined);
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <dl className={classes.list}>
        <Shortcut keys={[MOD_KEY, 'K']} text={t('shortcuts.palette')} />
        {shortcuts && (
          <>
            <Shortcut keys={['?']} text={t('shortcuts.help')} />
            <Shortcut keys={['/']} text={t('shortcuts.search')} />
            {pages.map(({ path, link, title }) => (
              <Shortcut
                key={path}
                keys={['g', letterOf(path)!]}
                text={t((link?.label ?? title) as 'app.name')}
              />
            ))}
          </>
        )}
      </dl>
      <Text size="sm" c="dimmed" mt="md">
        {t(shortcuts ? 'shortcuts.on' : 'shortcuts.off')}
      </Text>
      <Group justify="space-between" mt="lg">
        <Anchor component={Link} to="/account" size="sm" onClick={onClose}>
          {t('account.title')}
        </Anchor>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('app.close')}
        </Button>
      </Group>
    </Dialog>
  );
}

function Shortcut({ keys, text }: { keys: readonly string[]; text: string }): ReactNode {
  return (
    <div className={classes.row}>
      <dt>{text}</dt>
      <dd>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  );
}
