import '@mantine/charts/styles.css';
import { BarChart, type BarChartSeries } from '@mantine/charts';
import { Button, Group, SimpleGrid, Title } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../lists/data-table.js';
import classes from './overview.module.css';
import type { ChartHour } from './types.js';

type Series = BarChartSeries & { readonly name: 'succeeded' | 'failed' | 'errors'; readonly label: string };

/** Sign-ins and errors by the hour. In a file of its own, because the drawing code is large. */
export function Charts({ hours }: { hours: readonly ChartHour[] }): ReactNode {
  const { t } = useTranslation();
  const sum = (name: Series['name']): number => hours.reduce((total, hour) => total + hour[name], 0);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={classes.grid}>
      <HourlyChart
        title={t('overview.signIns')}
        summary={t('overview.signInsSummary', { succeeded: sum('succeeded'), failed: sum('failed') })}
        hours={hours}
        series={[
          { name: 'succeeded', label: t('overview.succeeded'), color: 'indigo.5' },
          { name: 'failed', label: t('overview.failed'), color: 'red.6' },
        ]}
      />
      <HourlyChart
        title={t('overview.errors')}
        summary={t('overview.errorsSummary', { count: sum('errors') })}
        hours={hours}
        series={[{ name: 'errors', label: t('overview.errorCount'), color: 'orange.6' }]}
      />
    </SimpleGrid>
  );
}

interface HourlyChartProps {
  readonly title: string;
  /** What the chart shows, for readers who cannot see it. */
  readonly summary: string;
  readonly hours: readonly ChartHour[];
  readonly series: readonly Series[];
}

function HourlyChart({ title, summary, hours, series }: HourlyChartProps): ReactNode {
  const { t, i18n } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const heading = useId();
  const hourOf = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' });
  const data = hours.map((hour) => ({ ...hour, hour: hourOf.format(new Date(hour.at)) }));
  return (
    <section className="card" aria-labelledby={heading}>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4" id={heading}>
          {title}
        </Title>
        <Button
          variant="default"
          size="xs"
          aria-label={t(asTable ? 'overview.asChartNamed' : 'overview.asTableNamed', { what: title })}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'overview.asChart' : 'overview.asTable')}
        </Button>
      </Group>
      {asTable ? (
        <DataTable
          caption={title}
          rows={data.toReversed()}
          rowKey={({ at }) => at}
          columns={[
            { key: 'hour', header: t('overview.hour'), rowHeader: true, cell: ({ hour }) => hour },
            ...series.map(({ name, label }) => ({
              key: name,
              header: label,
              end: true,
              cell: (row: ChartHour) => row[name],
            })),
          ]}
        />
      ) : (
        <div role="img" aria-label={summary}>
          <BarChart
            className={classes.chart}
            data={data}
            dataKey="hour"
            type="stacked"
            series={[...series]}
            withLegend
            legendProps={{ verticalAlign: 'bottom' }}
            tickLine="none"
            gridAxis="x"
            yAxisProps={{ allowDecimals: false, tickCount: 3, width: 36 }}
            barProps={{ isAnimationActive: false }}
            barChartProps={{ accessibilityLayer: false }}
          />
        </div>
      )}
    </section>
  );
}
