import { NavLink } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { PAGES, type AdminPage } from '../page-list.js';
import { useAllowed } from '../session/use-permission.js';
import { Icon } from './icon.js';
import classes from './navigation.module.css';
import { GROUPS, groupOf, leadsTo, type NavigationGroup } from './places.js';

/** The pages that this person may see, in groups. */
export function Navigation({ onLeave }: { onLeave: () => void }): ReactNode {
  const allowed = useAllowed();
  const shown = PAGES.filter(({ link, needs }) => link && (needs === 'member' || allowed(needs)));
  return GROUPS.map((group) => {
    const pages = shown.filter((page) => groupOf(page) === group);
    return pages.length > 0 && <Group key={group} name={group} pages={pages} onLeave={onLeave} />;
  });
}

interface GroupProps {
  name: NavigationGroup;
  pages: readonly AdminPage[];
  onLeave: () => void;
}

function Group({ name, pages, onLeave }: GroupProps): ReactNode {
  const { t } = useTranslation();
  const heading = useId();
  const links = pages.map((page) => <PageLink key={page.path} page={page} onLeave={onLeave} />);
  if (name === 'overview') return links;
  if (name === 'settings') return <div className={classes.last}>{links}</div>;
  return (
    <div role="group" aria-labelledby={heading} className={classes.group}>
      <div id={heading} className={classes.heading}>
        {t(`navigation.${name}`)}
      </div>
      {links}
    </div>
  );
}

function PageLink({ page, onLeave }: { page: AdminPage; onLeave: () => void }): ReactNode {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { path, link } = page;
  return (
    <NavLink
      component={Link}
      to={path}
      label={t(link!.label as 'app.name')}
      leftSection={<Icon name={link!.icon} />}
      active={leadsTo(path, pathname)}
      aria-current={pathname === path ? 'page' : undefined}
      onClick={onLeave}
    />
  );
}
