import type { CatalogueEntry, Section } from './catalogue.js';

/** What a run came to in one setting; results by id, null for a setting that was not run. */
export interface SettingResults {
  readonly name: string;
  readonly results: Readonly<Record<string, string>> | null;
}

const SIGNS: Readonly<Record<string, string>> = { passed: '✓', failed: '✗', elsewhere: '·' };

/**
 * The page that `npm run attack` writes: the list with the results of its last run. Without times and dates, so that
 * the same results give the same page.
 *
 * @param command how the results came about
 * @returns Markdown
 */
export function renderMatrix(
  sections: readonly Section[],
  settings: readonly SettingResults[],
  command: string,
): string {
  const heads = settings.map(({ name }) => ` ${name} |`).join('');
  const tables = sections.flatMap(({ title, entries }) => [
    '',
    `## ${title}`,
    '',
    `| Item | Level | Sent → expected |${heads}`,
    `| --- | --- | --- |${settings.map(() => ' --- |').join('')}`,
    ...entries.map((entry) => row(entry, settings)),
  ]);
  return `${[...introduction(sections, settings, command), ...tables].join('\n')}\n`;
}

/** The first cells of a row: id, level, and what is sent and expected. */
export function describeEntry({ id, level, p0, sent, expected, absent }: CatalogueEntry): string[] {
  const why = absent === undefined ? '' : `. Not tested: ${absent}`;
  const text = `${sent} → ${expected}${why}`.replaceAll('|', '\\|').replace(/[*_<]/g, '\\$&');
  return [id, p0 ? `${level} P0` : level, text];
}

function introduction(
  sections: readonly Section[],
  settings: readonly SettingResults[],
  command: string,
): string[] {
  return [
    '# Security matrix',
    '',
    '<!-- Written by `npm run attack`. Do not edit. -->',
    '',
    'What an attacker sends to the authorization server, and what it has to answer, with the result in every setting. The',
    'tests are in `test/attack/`; this page is what they came to when',
    '',
    '```sh',
    command,
    '```',
    '',
    'was run. Besides, for every answer of every item: no 5xx, nothing slower than 5 s, no stack trace, SQL or file path',
    'in it. Items that break the database expect 503 instead.',
    '',
    'Level: **M** a specification demands it, **S** one recommends it, **H** hardening. **P0**: before the first public',
    'release. ✓ passed, ✗ failed, – has no test, for the reason given, · runs in other settings only, because neither',
    'database nor processes matter to it. SQLite and one process, on Express, unless the column says otherwise.',
    '',
    figures(sections, settings),
  ];
}

function row(entry: CatalogueEntry, settings: readonly SettingResults[]): string {
  const cells = settings.map(({ results }) => {
    if (entry.absent !== undefined) return '–';
    const result = results?.[entry.id] ?? 'not run';
    return SIGNS[result] ?? result;
  });
  return `| ${[...describeEntry(entry), ...cells].join(' | ')} |`;
}

function figures(sections: readonly Section[], settings: readonly SettingResults[]): string {
  const entries = sections.flatMap((section) => section.entries);
  const tested = entries.filter(({ absent }) => absent === undefined);
  const has = ({ id }: CatalogueEntry, result: string): boolean =>
    settings.some(({ results }) => results?.[id] === result);
  const failed = tested.filter((entry) => has(entry, 'failed'));
  const passed = tested.filter((entry) => has(entry, 'passed') && !failed.includes(entry));
  return (
    `${entries.length} items: ${passed.length} passed wherever they ran, ${failed.length} failed, ` +
    `${tested.length - passed.length - failed.length} could not be run, ${entries.length - tested.length} have no test.`
  );
}
