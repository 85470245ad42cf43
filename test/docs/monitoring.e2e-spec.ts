import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { eventually } from '../support/eventually.js';
import { obtainTokens, post, refresh, registerApi } from '../support/flow.js';
import { Scrape } from '../support/scrape.js';
import { memberOf, ServerProcess, through, type RunningServer } from '../support/server-process.js';
import { freePort, TestServer } from '../support/test-server.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: unknown }[];
}

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly panels: readonly Panel[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const dashboard = JSON.parse(read('docs/grafana-dashboard.json')) as Dashboard;
const rules = (
  parseYaml(read('docs/prometheus-alerts.yml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);

/** What Grafana fills in, filled in. */
const filledIn = (expr: string): string => expr.replaceAll('$__rate_interval', '5m');
const QUERIES = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, filledIn(expr)]),
  ),
  ...rules.map(({ alert, expr }) => [alert, expr]),
] as [string, string][];

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** The series that a query asks for, and the places that are no PromQL. */
function selectorsOf(query: string): { selectors: Selector[]; mistakes: string[] } {
  const selectors: Selector[] = [];
  const mistakes: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, node, from }) => {
      if (type.isError) mistakes.push(query.slice(from));
      if (type.name !== 'VectorSelector') return;
      const text = (name: string, of = node): string => {
        const found = of.getChild(name);
        return found ? query.slice(found.from, found.to) : '';
      };
      const found = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      selectors.push({
        metric: text('Identifier'),
        matchers: found.map((matcher) => ({
          label: text('LabelName', matcher),
          operator: text('MatchOp', matcher),
          value: JSON.parse(text('StringLiteral', matcher)) as string,
        })),
      });
    },
  });
  return { selectors, mistakes };
}

/** Labels that Prometheus adds to every series. */
const ADDED = ['job', 'instance'];
/** Filled by what has happened, which a test cannot have seen all of. */
const OPEN = [...ADDED, 'outcome', 'grant_type'];

function accepts({ operator, value }: Matcher, actual: string): boolean {
  if (operator === '=' || operator === '!=') return (value === actual) === (operator === '=');
  return new RegExp(`^(?:${value})$`).test(actual) === (operator === '=~');
}

describe('the server process', () => {
  let server: TestServer;
  let running: RunningServer;
  let scraped: Scrape;
  let port: number;
  const scrape = (): Promise<Scrape> => Scrape.from(`http://127.0.0.1:${port}/metrics`);

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    port = await freePort();
    running = await ServerProcess.start(memberOf(server, { METRICS_PORT: String(port) }), {
      preload: join(ROOT, 'test/support/block-on-signal.mjs'),
    });
    await server.addUser();
    const client = await server.register({ grantTypes: ['authorization_code', 'refresh_token'] });
    const api = await registerApi(server, server.issuer);
    const { refresh_token } = await obtainTokens(server, client);
    const there = through(server, running);
    expect((await refresh(there, client, refresh_token)).status).toBe(200);
    expect((await post(there, 'token', api, { grant_type: 'client_credentials' })).status).toBe(200);
    scraped = await eventually(scrape, (now) => now.requests({ endpoint: 'token', outcome: 'ok' }) === 2);
  });
  afterAll(async () => {
    await running.process.stop();
    await server.close();
  });

  it('serves metrics on their own port and nowhere else', async () => {
    for (const path of ['/metrics', '/metrics/', '/METRICS', '/oauth/metrics'])
      expect([path, (await fetch(running.origin + path)).status]).toEqual([path, 404]);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const path of ['/', '/oauth/token', '/health', '/metrics/x'])
      expect([path, (await fetch(`http://127.0.0.1:${port}${path}`)).status]).toEqual([path, 404]);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('reports a blocked event loop', async () => {
    process.kill(running.process.pid, 'SIGWINCH');
    await eventually(scrape, (now) => now.total('nodejs_eventloop_lag_max_seconds') > 0.3);
  });

  it('does not start with a metrics port that is taken or is none, and says so in one line', async () => {
    for (const [value, line] of [
      [
        String(port),
        /cannot start: metrics cannot be served on 127\.0\.0\.1:\d+: .*EADDRINUSE.*METRICS_PORT/,
      ],
      ['abc', /^METRICS_PORT is "abc"\. Write a number from 0 to 65535/],
    ] as const) {
      const second = ServerProcess.run(memberOf(server, { METRICS_PORT: value }));
      expect(await second.exited).toEqual({ code: 1, signal: null });
      expect(second.printed.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
    }
  });

  it.each(QUERIES)('measures what the query of "%s" asks for', (_, query) => {
    const { selectors, mistakes } = selectorsOf(query);
    expect(mistakes).toEqual([]);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      // Prometheus itself keeps it.
      if (metric === 'up') continue;
      const series = scraped.series.filter(({ name }) => name === metric);
      expect([metric, series.length > 0]).toEqual([metric, true]);
      const labels = [...ADDED, ...Object.keys(series[0]!.labels)];
      expect(labels).toEqual(expect.arrayContaining(matchers.map(({ label }) => label)));
      const closed = matchers.filter(({ label }) => !OPEN.includes(label));
      const asked = series.filter((each) => closed.every((one) => accepts(one, each.labels[one.label]!)));
      expect([query, asked.length > 0]).toEqual([query, true]);
    }
  });

  it('measures nothing of ours that neither the dashboard nor an alert looks at', () => {
    const asked = new Set(
      QUERIES.flatMap(([, query]) => selectorsOf(query).selectors).map(({ metric }) => metric),
    );
    const family = (name: string): string => name.replace(/_(bucket|count|sum)$/, '');
    const looked = new Set([...asked].map(family));
    const ours = new Set(scraped.series.map(({ name }) => family(name)));
    expect([...ours].filter((name) => name.startsWith('portcullis_') && !looked.has(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  const drawn = dashboard.panels.filter(({ type }) => type !== 'row');

  it('says what each panel shows, and asks the data source that is chosen', () => {
    expect(drawn.length).toBeGreaterThan(10);
    for (const { title, description, targets } of drawn) {
      expect([title, Boolean(description)]).toEqual([title, true]);
      for (const { datasource } of targets!)
        expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
    }
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
  });

  it('has every panel once, and none above another', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, taken.get(`${x} ${y}`)]).toEqual([title, undefined]);
          taken.set(`${x} ${y}`, title);
        }
      }
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });
});

describe('the alerts', () => {
  it('are those that the guide explains', () => {
    const explained = [...read('docs/operations.md').matchAll(/^\| `(Portcullis\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(explained).toEqual(rules.map(({ alert }) => alert));
    for (const { labels, annotations } of rules) {
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).not.toBe('');
    }
  });
});
