import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTranslation } from 'react-i18next';
import { useNumbers } from '../shell/use-numbers.js';
import classes from './overview.module.css';
import type { Count } from './types.js';

interface NumberCardProps {
  readonly label: string;
  /** A count, or something that is written already. */
  readonly value: Count | string;
  readonly hint: string;
  /** The list whose total it is. */
  readonly to: string;
}

/** One number, which is a link to what it counts. */
export function NumberCard({ label, value, hint, to }: NumberCardProps): ReactNode {
  const { t } = useTranslation();
  const written = useNumbers();
  const text =
    typeof value === 'string'
      ? value
      : value.more
        ? t('overview.moreThan', { count: written(value.total) as unknown as number })
        : written(value.total);
  return (
    <Link to={to} className={`card ${classes.number}`}>
      <div className={classes.label}>{label}</div>
      <div className={classes.value}>{text}</div>
      <div className={classes.label}>{hint}</div>
    </Link>
  );
}
