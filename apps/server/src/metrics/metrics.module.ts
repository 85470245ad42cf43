import { Module, type DynamicModule } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import { MetricsAddress, MetricsListener } from './metrics.listener.js';

/** The registry for everything that is measured here, and where Prometheus fetches it. */
@Module({})
export class MetricsModule {
  static at(address: MetricsAddress): DynamicModule {
    const registry = new Registry();
    // Memory, garbage collection and the delay of the event loop.
    collectDefaultMetrics({ register: registry });
    return {
      module: MetricsModule,
      global: true,
      providers: [
        { provide: Registry, useValue: registry },
        { provide: MetricsAddress, useValue: address },
        MetricsListener,
      ],
      exports: [Registry],
    };
  }
}
