import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Exact } from './audit-query.js';
import classes from './filter-cell.module.css';

interface FilterCellProps {
  readonly name: Exact;
  readonly value: string;
  /** What people read instead of the value. */
  readonly label?: string;
}

/** A value of the list that narrows the list to itself. */
export function FilterCell({ name, value, label = value }: FilterCellProps): ReactNode {
  const { t } = useTranslation();
  const [, setAddress] = useSearchParams();
  const narrow = (): void =>
    setAddress((address) => {
      const next = new URLSearchParams(address);
      next.delete('cursor');
      next.set(name, value);
      return next;
    });
  return (
    <UnstyledButton
      className={classes.cell}
      onClick={narrow}
      aria-label={t('audit.narrow', { property: t(`audit.${name}`), value: label })}
      title={value}
    >
      <bdi>{label}</bdi>
    </UnstyledButton>
  );
}
