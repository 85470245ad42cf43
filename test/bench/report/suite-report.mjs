import { percent, round, spreadText, table } from './table.mjs';

const PRODUCT = 'portcullis/';
const PEER = 'oidc-provider';
const FLOOR = 'floor';
/** From this share of a core on, the generator may be what is measured. */
const BUSY = 0.9;

/** The table of a run: a row for each work and target; `–` where a target cannot do a work. */
export function suiteTable(rows, works, targets) {
  const lines = works.flatMap((work) => {
    const of = (target) => rows.find((row) => row.work === work.name && row.target === target);
    const peers = [of(`${PEER}/memory`), of(`${PEER}/mariadb`)];
    return targets
      .filter((target) => target.works.includes(work.name) || !target.isFloor)
      .map((target, at) => line(at === 0 ? work.title : '', target.name, of(target.name), peers));
  });
  const head = [
    'work',
    'target',
    'per second: median (min–max)',
    '× memory',
    '× MariaDB',
    'p50 ms',
    'p99 ms',
    'server',
    'database',
    'generator',
  ];
  return [
    table(head, lines, 2),
    '',
    `"× memory" and "× MariaDB": median as a multiple of that of ${PEER} on the same storage.`,
    'server, database, generator: share of a core each used.',
    ...warnings(rows),
    ...besideTheBest(rows, works),
  ].join('\n');
}

/** The product as a multiple of the floor and of the best peer; nothing where a run had too few targets for that. */
function besideTheBest(rows, works) {
  const lines = works.flatMap(({ name, title }) =>
    rows
      .filter(({ work, target }) => work === name && target.startsWith(PRODUCT))
      .map((own) => {
        const others = rows.filter(({ work, target }) => work === name && !target.startsWith(PRODUCT));
        const times = (fits) => {
          const [best] = others.filter(({ target }) => fits(target)).sort(byMedian);
          return best ? `${round(own.perSecond.median / best.perSecond.median)} (${best.target})` : '–';
        };
        const columns = [(name) => name === FLOOR, isOn('mariadb'), isOn('memory')].map(times);
        return [title, own.target, ...columns];
      }),
  );
  if (lines.length === 0 || lines.every(([, , ...columns]) => columns.every((column) => column === '–')))
    return [];
  return ['', table(['work', 'target', '× floor', '× best on MariaDB', '× best in memory'], lines, 2)];
}

function byMedian(a, b) {
  return b.perSecond.median - a.perSecond.median;
}

function isOn(storage) {
  return (target) => target.endsWith(`/${storage}`);
}

function line(title, target, row, peers) {
  if (!row) return [title, target, ...Array.from({ length: 8 }, () => '–')];
  const { perSecond, p50, p99, cpu } = row;
  return [
    title,
    target,
    spreadText(perSecond),
    ...peers.map((peer) => (peer ? round(perSecond.median / peer.perSecond.median) : '–')),
    round(p50.median),
    round(p99.median),
    ...['server', 'database', 'generator'].map((name) => percent(cpu[name]?.median)),
  ];
}

/** Was it the server that was measured, and was it alone? */
function warnings(rows) {
  const inMemory = rows.filter(({ target }) => target === FLOOR || isOn('memory')(target));
  const disturbed = inMemory.filter(({ cpu }) => cpu.server.median < BUSY);
  const busy = rows.filter(({ cpu }) => cpu.generator.max >= BUSY);
  return [
    ...(disturbed.length > 0
      ? [
          `WARNING: in ${disturbed.length} of ${inMemory.length} rows without a database the server did not get a whole core: ` +
            'something else runs on this machine.',
        ]
      : []),
    ...busy.map(
      ({ work, target, cpu }) =>
        `WARNING: the generator used ${percent(cpu.generator.max)} of its core for ${work} at ${target}: ` +
        "the figure may be the generator's.",
    ),
    ...rows
      .filter(({ cpu }) => cpu.generator.max + (cpu.database?.max ?? 0) >= BUSY && cpu.server.median < BUSY)
      .map(
        ({ work, target }) =>
          `Note: ${work} at ${target} filled the core of generator and database, not that of the server.`,
      ),
  ];
}
