import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { CATALOGUE, SECTIONS, type CatalogueEntry, type Runs } from './catalogue.js';
import { readFixtures } from './fixtures.js';
import { Installation, type Setting } from './installation.js';
import { ITEMS } from './items.js';
import { Target, Unavailable } from './target.js';

/** What became of an item in a setting. `elsewhere`: it is the same here as in another one. */
type Result =
  'passed' | 'failed' | 'elsewhere' | 'not run' | 'not offered' | 'needs the operator' | `no ${string}`;

const OUTPUT = join(import.meta.dirname, '../output/attack');

/** A test that outlives this is stuck; at a foreign server time has to be waited for. Milliseconds. */
const TIMEOUT = { own: 120_000, foreign: 300_000 };

/**
 * Runs the list against a server of our own.
 *
 * @param name of the setting, for the results
 * @param runs the items that make a difference in it; none: it is left out
 */
export async function attackOwnServer(name: string, setting: Setting, runs: readonly Runs[]): Promise<void> {
  if (runs.length === 0) {
    it.skip(`the list, ${name}: with TEST_DEPTH=full`, () => undefined);
    return;
  }
  if (!DATABASES.includes(setting.database)) {
    it.skip(`the list, ${name}: the database is not there`, () => undefined);
    return;
  }
  const installation = await Installation.start(setting);
  try {
    const { issuer, fixtures, otherOrigins } = installation;
    const target = await Target.discover(issuer, fixtures, installation, otherOrigins);
    define(name, target, (entry) => runs.includes(entry.runs));
    afterAll(() => installation.close());
  } catch (error) {
    await installation.close();
    throw error;
  }
}

/** Runs the list against whatever ISSUER names, with the cast in the file that ATTACK_FIXTURES names. */
export async function attackIssuer(): Promise<void> {
  const { ISSUER, ATTACK_FIXTURES } = process.env;
  if (!ISSUER || !ATTACK_FIXTURES)
    throw new Error('Set ISSUER and ATTACK_FIXTURES; see test/attack/README.md.');
  const target = await Target.discover(ISSUER, readFixtures(ATTACK_FIXTURES));
  define('issuer', target, () => true);
}

function define(setting: string, target: Target, belongsHere: (entry: CatalogueEntry) => boolean): void {
  const results = new Map<string, Result>();

  describe(`the list, ${setting}`, () => {
    for (const { title, entries } of SECTIONS) {
      const here = entries.filter((entry) => entry.absent === undefined && belongsHere(entry));
      if (here.length > 0) describe(title, () => here.forEach((entry) => defineItem(entry, target, results)));
    }
  });

  afterAll(() => {
    mkdirSync(OUTPUT, { recursive: true });
    const of = (entry: CatalogueEntry): Result =>
      results.get(entry.id) ?? (belongsHere(entry) ? 'not run' : 'elsewhere');
    const rows = CATALOGUE.filter(({ absent }) => absent === undefined).map((entry) => [entry.id, of(entry)]);
    writeFileSync(join(OUTPUT, `${setting}.json`), `${JSON.stringify(Object.fromEntries(rows), null, 1)}\n`);
  });
}

function defineItem(entry: CatalogueEntry, target: Target, results: Map<string, Result>): void {
  const name = `${entry.id} ${entry.sent} → ${entry.expected}`;
  const lacking = entry.needs.find((need) => !target.offers(need));
  if (lacking !== undefined) {
    results.set(entry.id, lacking === 'operator' ? 'needs the operator' : 'not offered');
    it.skip(name, () => undefined);
    return;
  }
  it(
    name,
    async () => {
      results.set(entry.id, 'failed');
      try {
        const test = ITEMS[entry.id];
        if (!test) throw new Error(`${entry.id} has no test`);
        await test(target);
        results.set(entry.id, 'passed');
      } catch (error) {
        if (!(error instanceof Unavailable) || target.operator) throw error;
        results.set(entry.id, `no ${error.message.replace(/^no /, '')}`);
      } finally {
        await target.operator?.endMembers();
      }
    },
    target.operator ? TIMEOUT.own : TIMEOUT.foreign,
  );
}
