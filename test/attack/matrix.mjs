/** The page that `npm run attack` writes: the list with the results of its last run. */
import { SECTIONS } from './catalogue.ts';

const SIGNS = { passed: '✓', failed: '✗' };

/**
 * @param {{ name: string, results: Record<string, string> | null }[]} settings results by id; null for a setting that
 *   was not run
 * @param {string} command how the results came about
 * @returns {string} Markdown without times and dates: the same results give the same page
 */
export function renderMatrix(settings, command) {
  const lines = [
    '# Security matrix',
    '',
    '<!-- Written by `npm run attack`. Do not edit. -->',
    '',
    'What an attacker sends to the authorization server and what it has to answer, item by item, with the result of each',
    'in every setting. The tests are in `test/attack/`; this page is what they came to when',
    '',
    '```sh',
    command,
    '```',
    '',
    'was run. For every answer of every item holds G1 besides: no 5xx, nothing slower than 5 s, no stack trace, SQL or',
    'file path in it (items that break the database expect 503).',
    '',
    'Level: **M** a specification demands it, **S** one recommends it, **H** hardening. **P0**: before the first public',
    'release. ✓ passed, ✗ failed, · not run in this setting, because neither database nor processes matter to it.',
    '',
    summary(settings),
  ];
  for (const { title, entries } of SECTIONS) {
    const heads = settings.map(({ name }) => ` ${name} |`).join('');
    lines.push('', `## ${title}`, '', `| Item | Level | Sent → expected |${heads}`);
    lines.push(`| --- | --- | --- |${settings.map(() => ' --- |').join('')}`);
    for (const entry of entries) lines.push(row(entry, settings));
  }
  return `${lines.join('\n')}\n`;
}

function row(entry, settings) {
  const level = entry.p0 ? `${entry.level} P0` : entry.level;
  const text = `${entry.sent} → ${entry.expected}${entry.absent ? `. *Not tested: ${entry.absent}*` : ''}`;
  const cells = settings.map(({ results }) => ` ${cell(entry, results)} |`).join('');
  return `| ${entry.id} | ${level} | ${escape(text)} |${cells}`;
}

function cell(entry, results) {
  if (entry.absent) return '–';
  const result = results?.[entry.id];
  if (result === undefined || result === 'elsewhere') return '·';
  return SIGNS[result] ?? result;
}

/** Figures that hold for all settings together. */
function summary(settings) {
  const entries = SECTIONS.flatMap((section) => section.entries);
  const tested = entries.filter(({ absent }) => !absent);
  const resultsOf = ({ id }) => settings.map(({ results }) => results?.[id]);
  const failed = tested.filter((entry) => resultsOf(entry).includes('failed'));
  const passed = tested.filter((entry) => resultsOf(entry).includes('passed') && !failed.includes(entry));
  const rest = tested.length - passed.length - failed.length;
  return (
    `${entries.length} items: ${passed.length} passed wherever they ran, ${failed.length} failed, ${rest} could not be ` +
    `run, ${entries.length - tested.length} have no test, for the reason given.`
  );
}

function escape(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
