import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import { PAGES } from '../page-list.js';
import { maySee } from '../palette/destination.js';
import { PaletteButton } from '../palette/palette-button.js';
import { Palette } from '../palette/palette.js';
import { useSession } from '../session/session-context.js';
import { useAllowed } from '../session/use-permission.js';
import { ShortcutHelp } from '../shortcuts/shortcut-help.js';
import { useShortcuts } from '../shortcuts/use-shortcuts.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { ColorSchemeMenu } from './color-scheme-menu.js';
import { LanguageMenu } from './language-menu.js';
import { Navigation } from './navigation.js';
import classes from './navigation.module.css';
import { letterOf } from './places.js';

/** The frame around every page of somebody who is signed in. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const navigate = useNavigate();
  const { preferences } = useSession();
  const [opened, { toggle, close }] = useDisclosure(false);
  const [overlay, setOverlay] = useState<'palette' | 'help' | null>(null);
  const closeOverlay = (): void => setOverlay(null);
  useShortcuts({
    letters: preferences.shortcuts,
    onPalette: () => setOverlay('palette'),
    onHelp: () => setOverlay('help'),
    destinationOf: (letter) =>
      PAGES.find((page) => letterOf(page.path) === letter && maySee(page, allowed))?.path,
    onGo: (to) => void navigate(to),
  });
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 228, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip-link" href="#content">
        {t('app.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-expanded={opened}
              aria-label={opened ? t('app.closeNavigation') : t('app.openNavigation')}
            />
            <Brand />
          </Group>
          <Group gap={4} wrap="nowrap">
            <PaletteButton onOpen={() => setOverlay('palette')} />
            <LanguageMenu />
            <ColorSchemeMenu />
            <AccountMenu onHelp={() => setOverlay('help')} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('app.navigation')} className={classes.bar}>
        <Navigation onLeave={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
      {overlay === 'palette' && <Palette onClose={closeOverlay} />}
      {overlay === 'help' && <ShortcutHelp onClose={closeOverlay} />}
    </AppShell>
  );
}
