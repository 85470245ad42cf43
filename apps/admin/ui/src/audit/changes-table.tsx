import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changesIn, type Change } from './changes.js';
import classes from './changes-table.module.css';

/** Before and after, one property a line. */
export function ChangesTable({ data }: { data: Readonly<Record<string, unknown>> }): ReactNode {
  const { t } = useTranslation();
  const changes = changesIn(data);
  if (changes.length === 0) return null;
  const hasBefore = changes.some(({ before }) => before !== undefined);
  return (
    <section className="card" aria-labelledby="changes">
      <Title order={2} size="h4" id="changes" mb="md">
        {t(hasBefore ? 'audit.changes' : 'audit.settings')}
      </Title>
      <div
        className={classes.frame}
        role="region"
        aria-label={t('table.scrollable', { caption: t('audit.changes') })}
        tabIndex={0}
      >
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('audit.property')}</th>
              {hasBefore && <th scope="col">{t('audit.before')}</th>}
              <th scope="col">{t(hasBefore ? 'audit.after' : 'audit.value')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <ChangeRow key={change.property} change={change} hasBefore={hasBefore} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function ChangeRow({ change, hasBefore }: { change: Change; hasBefore: boolean }): ReactNode {
  return (
    <tr>
      <th scope="row" className="mono">
        {change.property}
      </th>
      {hasBefore && (
        <td>
          <Value value={change.before} className={classes.before} />
        </td>
      )}
      <td>
        <Value value={change.after} className={hasBefore ? classes.after : undefined} />
      </td>
    </tr>
  );
}

function Value({
  value,
  className,
}: {
  value: string | undefined;
  className: string | undefined;
}): ReactNode {
  const { t } = useTranslation();
  if (value === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {t('app.none')}
      </Text>
    );
  }
  return <span className={`mono ${classes.value} ${className ?? ''}`}>{value}</span>;
}
