import { AppShell, Burger, Group, NavLink } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { ColorSchemeMenu } from './color-scheme-menu.js';
import { Icon } from './icon.js';
import { LanguageMenu } from './language-menu.js';

/** The frame around every page of somebody who is signed in. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
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
            <LanguageMenu />
            <ColorSchemeMenu />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('app.navigation')}>
        <NavLink
          component={Link}
          to="/clients"
          label={t('clients.title')}
          leftSection={<Icon name="apps" />}
          active={pathname.startsWith('/clients')}
          aria-current={pathname === '/clients' ? 'page' : undefined}
          onClick={close}
        />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
