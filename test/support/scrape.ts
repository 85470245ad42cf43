import { Global, Module } from '@nestjs/common';
import { Registry } from '@prometheus-io/client';
import { PrometheusMetrics } from '@portcullis/oauth/prometheus';
import parse from 'parse-prometheus-text-format';
import type { TestServerOptions } from './test-server.js';

type Labels = Readonly<Record<string, string>>;

export interface Series {
  /** With the suffix of its kind, such as `_bucket`. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** What Prometheus reads from one process at one moment. */
export class Scrape {
  private constructor(
    /** As it came. */
    readonly text: string,
    readonly series: readonly Series[],
  ) {}

  static of(text: string): Scrape {
    // The parser folds the series of a histogram together, and loses its labels; without types it leaves them alone.
    const families = parse(text.replace(/^# TYPE .*$/gm, ''));
    const series = families.flatMap(({ name, metrics }) =>
      metrics.map(({ labels = {}, value }) => ({ name, labels, value: Number(value) })),
    );
    return new Scrape(text, series);
  }

  static async from(url: string): Promise<Scrape> {
    const response = await fetch(url);
    if (response.status !== 200) throw new Error(`No metrics: ${response.status}`);
    return Scrape.of(await response.text());
  }

  /** The sum of the series with these labels, whatever else they are labelled with. */
  total(name: string, labels: Labels = {}): number {
    return this.series
      .filter((each) => each.name === name)
      .filter((each) => Object.entries(labels).every(([label, value]) => each.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** How many requests were answered so. */
  requests(labels: Labels): number {
    return this.total('portcullis_request_duration_seconds_count', labels);
  }
}

/** A test server that measures, and what it has measured. */
export function measured(): {
  readonly settings: Pick<TestServerOptions, 'extras' | 'imports'>;
  readonly scrape: () => Promise<Scrape>;
} {
  const registry = new Registry();

  @Global()
  @Module({ providers: [{ provide: Registry, useValue: registry }], exports: [Registry] })
  class RegistryModule {}

  return {
    settings: { extras: { metrics: PrometheusMetrics }, imports: [RegistryModule] },
    scrape: async () => Scrape.of(await registry.metrics()),
  };
}
