import { measure } from '../load/measure.mjs';
import { get } from '../load/requests.mjs';
import { spread } from '../load/statistics.mjs';
import { round, spreadText, table } from '../report/table.mjs';
import { guarded } from '../targets/guarded.mjs';
import { Authority } from './authority.mjs';
import { jsonOf, WrongAnswer } from '../works/checks.mjs';

/** More than any machine here gets through in a window. */
const TOKENS_PER_SECOND = 12_000;

const CASES = [
  { name: 'bare', title: 'no guard', path: '/bare', tokens: 'one' },
  { name: 'passed', title: 'a guard that does nothing', path: '/passed', tokens: 'one' },
  { name: 'seen', title: '@Bearer, token seen before', path: '/guarded', tokens: 'one' },
  { name: 'first', title: '@Bearer, every token new', path: '/guarded', tokens: 'many' },
  { name: 'floor', title: 'no guard, one signature check', path: '/verified', tokens: 'many' },
];

/** What `@Bearer` costs a route of Nest, on Express and on Fastify. */
export const BEARER = {
  name: 'bearer',

  async run(machine, { repeats, ...windows }, tell) {
    const authority = await Authority.open();
    const runs = [];
    try {
      const needed = Math.ceil((windows.warmUp + windows.seconds + 0.5) * TOKENS_PER_SECOND);
      for (const adapter of ['express', 'fastify']) {
        const running = await guarded(machine, adapter, authority);
        try {
          // Round 0 counts for nothing: the first route of a new process would pay for compiling what all of them use.
          for (let repeat = 0; repeat <= repeats; repeat++) {
            for (const one of CASES) {
              // A server that has seen a token does not see it for the first time again: other ones in every case.
              const work = workOf(one, authority.tokens(one.tokens === 'one' ? 1 : needed));
              const { perSecond } = await measure(running, work, windows);
              if (repeat > 0) runs.push({ adapter, name: one.name, perSecond });
              tell(`${repeat}/${repeats} ${adapter} ${one.name}: ${round(perSecond)}/s`);
            }
          }
        } finally {
          await running.stop();
        }
      }
    } finally {
      await authority.close();
    }
    return ['express', 'fastify'].flatMap((adapter) => summary(adapter, runs));
  },

  report: (figures) =>
    [
      table(
        ['adapter', 'route', 'per second', 'of the bare route', 'µs more than bare'],
        figures.map(({ adapter, title, perSecond, share, microseconds }) => [
          adapter,
          title,
          spreadText(perSecond),
          `${round(share * 100)} %`,
          round(microseconds),
        ]),
        2,
      ),
      '',
      'The server has one core: microseconds are 1 ÷ (requests per second). "One signature check" is node:crypto alone',
      'on the token that came; it parses no claims and remembers nothing.',
    ].join('\n'),
};

/** A GET whose token is the same each time, or a new one. */
function workOf({ path }, tokens) {
  const requests = [];
  let next = 0;
  return {
    *prepare({ origin }) {
      if (requests.length > 0) return;
      for (const token of tokens)
        requests.push(get(`${origin}${path}`, { authorization: `Bearer ${token}` }));
    },
    *flow() {
      const once = requests.length > 1;
      if (once && next === requests.length) throw new Error('There are no tokens left that were not seen.');
      const answer = yield requests[once ? next++ : 0];
      if (jsonOf(answer).subject !== 'alice') throw new WrongAnswer('Another answer.', answer);
    },
  };
}

function summary(adapter, runs) {
  const of = (name) =>
    spread(runs.filter((run) => run.adapter === adapter && run.name === name).map((run) => run.perSecond));
  const bare = of('bare').median;
  return CASES.map(({ name, title }) => {
    const perSecond = of(name);
    return {
      adapter,
      name,
      title,
      perSecond,
      share: perSecond.median / bare,
      microseconds: 1e6 / perSecond.median - 1e6 / bare,
    };
  });
}
