export { PrometheusMetrics } from './metrics/prometheus-metrics.js';
