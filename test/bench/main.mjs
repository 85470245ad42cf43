import { parseArgs } from 'node:util';
import { RESULTS, writeResults } from './report/results.mjs';
import { describe } from './machine/describe.mjs';
import { setUpMachine } from './machine/machine.mjs';
import { preamble } from './report/preamble.mjs';
import { suiteTable } from './report/suite-report.mjs';
import { SCENARIOS } from './scenarios/scenarios.mjs';
import { runSuite } from './suite.mjs';
import { TARGETS } from './targets/targets.mjs';
import { WORKS } from './works/works.mjs';

/** Seconds of a run's windows, and how often every target takes its turn. */
const FULL = { repeats: 5, warmUp: 1.5, seconds: 3 };
const QUICK = { repeats: 3, warmUp: 0.3, seconds: 0.7 };

const { values: wanted } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    targets: { type: 'string' },
    repeats: { type: 'string' },
    seconds: { type: 'string' },
    'warm-up': { type: 'string' },
    scenario: { type: 'string' },
    rows: { type: 'string' },
    profile: { type: 'boolean', default: false },
    'no-pin': { type: 'boolean', default: false },
  },
});

const machine = await setUpMachine({
  pin: !wanted['no-pin'],
  profileArgs: wanted.profile ? ['--cpu-prof', `--cpu-prof-dir=${RESULTS}`] : [],
});
// What is pinned is moved back, and schemas are dropped, when somebody has seen enough.
process.once('SIGINT', () => void machine.tearDown().finally(() => process.exit(130)));
try {
  const description = describe(machine);
  console.log(`${preamble(description, machine.databasePinned)}\n`);
  const windows = windowsFrom(wanted);
  if (wanted.scenario === undefined) await suite(description, windows);
  else await scenario(wanted.scenario, description, windows);
} catch (error) {
  console.error(`\nThe run is worth nothing: ${error.message}`);
  process.exitCode = 1;
} finally {
  await machine.tearDown();
}

async function suite(description, { repeats, ...windows }) {
  const targets = named(TARGETS, wanted.targets, '--targets');
  const works = named(WORKS, wanted.only, '--only');
  const rows = await runSuite(machine, { targets, works, repeats, ...windows }, console.error);
  console.log(suiteTable(rows, works, targets));
  console.log(`\n${writeResults('suite', { ...description, repeats, ...windows, rows })}`);
}

async function scenario(name, description, windows) {
  const [chosen] = named(SCENARIOS, name, '--scenario');
  const options = {
    ...windows,
    ...(wanted.seconds !== undefined && { duration: windows.seconds }),
    works: named(WORKS, wanted.only, '--only'),
    targets: named(TARGETS, wanted.targets, '--targets'),
    rows: Number(wanted.rows ?? 10_000_000),
  };
  const figures = await chosen.run(machine, options, console.error);
  console.log(chosen.report(figures));
  console.log(`\n${writeResults(chosen.name, { ...description, ...windows, figures })}`);
}

function windowsFrom(given) {
  const standard = given.quick ? QUICK : FULL;
  return {
    repeats: Number(given.repeats ?? standard.repeats),
    warmUp: Number(given['warm-up'] ?? standard.warmUp),
    seconds: Number(given.seconds ?? standard.seconds),
  };
}

/** @returns those of the list whose name begins with one of these, separated by commas; all without any */
function named(all, names, option) {
  if (names === undefined) return all;
  const chosen = all.filter(({ name }) => names.split(',').some((start) => name.startsWith(start)));
  if (chosen.length > 0) return chosen;
  throw new Error(`${option} ${names}: there is ${all.map(({ name }) => name).join(', ')}.`);
}
