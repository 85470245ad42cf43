import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.js';

/** Above the title of a page that was reached from a list: the way back there. */
export function BackLink({ to, children }: { to: string; children: string }): ReactNode {
  return (
    <Anchor component={Link} to={to} size="sm" mb="sm" display="inline-block">
      <Icon name="back" size={12} /> {children}
    </Anchor>
  );
}
