import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './playground.module.css';

/** Good or not: said in words, and by a dot for whoever looks over the page. */
export function Verdict({ good, children }: { good: boolean; children: string }): ReactNode {
  const dot = <span className={`${classes.dot} ${good ? classes.good : classes.bad}`} aria-hidden="true" />;
  return (
    <Badge variant="default" className="status" tt="none" leftSection={dot}>
      {children}
    </Badge>
  );
}
