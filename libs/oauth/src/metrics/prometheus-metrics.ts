import { Injectable, Optional } from '@nestjs/common';
import { Counter, Gauge, Histogram, register, Registry } from '@prometheus-io/client';
import { AUDIT_EVENT_NAMES } from '../audit/events.js';
import { Metrics, type AnsweredRequest, type Level, type StatementKind } from '../primitives/metrics.js';

/** From a request that touches no storage to one that waits as long as storage may take. Seconds. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** A statement on SQLite takes less than a tenth of a millisecond. Seconds. */
const STATEMENT_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5];
/** A hash takes tens of milliseconds, and a hundred may wait. Seconds. */
const HASH_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const STATEMENT_KINDS: readonly StatementKind[] = ['select', 'insert', 'update', 'delete', 'query', 'unit'];

/** Name and help of the gauge of each level. */
const GAUGES: Readonly<Record<Level, readonly [string, string]>> = {
  hashes_waiting: ['portcullis_password_hashes_waiting', 'Passwords that wait for their turn to be hashed.'],
  hashes_running: ['portcullis_password_hashes_running', 'Passwords that are being hashed.'],
  next_signing_key: [
    'portcullis_signing_key_rotation_seconds',
    'Seconds until the next signing key takes over; 0 while an algorithm has no next key.',
  ],
};

type Observer = Histogram.Internal<string>;

/**
 * `Metrics` as Prometheus metrics, on `@prometheus-io/client`. They go into the `Registry` that a global module of the
 * host provides, and without one into the client's default registry. Who serves them, and to whom, is the host's
 * business.
 */
@Injectable()
export class PrometheusMetrics extends Metrics {
  private readonly requests: Histogram<string>;
  private readonly observers = new Map<AnsweredRequest, Observer>();
  private readonly statements: ReadonlyMap<
    StatementKind,
    { readonly wait: Observer; readonly run: Observer }
  >;
  private readonly retries: Counter;
  private readonly failures: Counter;
  private readonly hashWait: Histogram;
  private readonly hashRun: Histogram;
  private readonly hashRefusals: Counter;
  private readonly events: ReadonlyMap<string, Counter.Internal>;
  private readonly pruned: Counter;

  constructor(@Optional() private readonly registry: Registry = register) {
    super();
    this.requests = this.histogram(
      'portcullis_request_duration_seconds',
      'Requests to the endpoints, from arrival to the end of the answer.',
      REQUEST_BUCKETS,
      ['endpoint', 'grant_type', 'outcome'],
    );
    const wait = this.histogram(
      'portcullis_database_wait_seconds',
      'Waits of statements for their turn and a connection.',
      STATEMENT_BUCKETS,
      ['kind'],
    );
    const run = this.histogram(
      'portcullis_database_statement_duration_seconds',
      'Statements on their connection, without the wait.',
      STATEMENT_BUCKETS,
      ['kind'],
    );
    this.statements = new Map(
      STATEMENT_KINDS.map((kind) => [kind, { wait: wait.labels({ kind }), run: run.labels({ kind }) }]),
    );
    this.retries = this.counter(
      'portcullis_database_retries_total',
      'Statements tried again after a lock conflict.',
    );
    this.failures = this.counter(
      'portcullis_database_failures_total',
      'Storage gave no answer; whoever asked got 503.',
    );
    this.hashWait = this.histogram(
      'portcullis_password_hash_wait_seconds',
      'Waits of passwords for their turn to be hashed.',
      HASH_BUCKETS,
    );
    this.hashRun = this.histogram(
      'portcullis_password_hash_duration_seconds',
      'Hashing of passwords, without the wait.',
      HASH_BUCKETS,
    );
    this.hashRefusals = this.counter(
      'portcullis_password_hashes_refused_total',
      'Passwords that were not hashed because the queue was full.',
    );
    const events = this.counter(
      'portcullis_audit_events_total',
      'Events that this process wrote to the audit log.',
      ['event'],
    );
    this.events = new Map([...AUDIT_EVENT_NAMES, 'other'].map((event) => [event, zeroed(events, event)]));
    this.pruned = this.counter('portcullis_pruned_rows_total', 'Expired rows that this process deleted.');
  }

  override requestAnswered(request: AnsweredRequest, seconds: number): void {
    (this.observers.get(request) ?? this.observerOf(request)).observe(seconds);
  }

  override statementEnded(kind: StatementKind, waited: number, ran: number): void {
    const { wait, run } = this.statements.get(kind)!;
    wait.observe(waited);
    run.observe(ran);
  }

  override statementRetried(): void {
    this.retries.inc();
  }

  override storageFailed(): void {
    this.failures.inc();
  }

  override passwordHashed(waited: number, ran: number): void {
    this.hashWait.observe(waited);
    this.hashRun.observe(ran);
  }

  override passwordRefused(): void {
    this.hashRefusals.inc();
  }

  override eventRecorded(event: string): void {
    this.events.get(event)!.inc();
  }

  override rowsPruned(rows: number): void {
    this.pruned.inc(rows);
  }

  override watch(level: Level, read: () => number): void {
    const [name, help] = GAUGES[level];
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  private observerOf(request: AnsweredRequest): Observer {
    const { endpoint, grantType, outcome } = request;
    const observer = this.requests.labels({ endpoint, grant_type: grantType, outcome });
    this.observers.set(request, observer);
    return observer;
  }

  private histogram(
    name: string,
    help: string,
    buckets: number[],
    labelNames: string[] = [],
  ): Histogram<string> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  private counter(name: string, help: string, labelNames: string[] = []): Counter<string> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}

/** There from the start, so that the first event is an increase. */
function zeroed(events: Counter<string>, event: string): Counter.Internal {
  const counter = events.labels({ event });
  counter.inc(0);
  return counter;
}
