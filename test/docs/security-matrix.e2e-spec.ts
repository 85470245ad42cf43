import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CATALOGUE, SECTIONS } from '../attack/catalogue.js';
import { ITEMS } from '../attack/items.js';
import { describeEntry, renderMatrix } from '../attack/matrix.js';

describe('docs/security-matrix.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/security-matrix.md'), 'utf8');

  it('lists exactly the items of the code, in their words', () => {
    expect(rowsOf(page)).toEqual(CATALOGUE.map(describeEntry));
  });

  it('says of every item that has a test what came of it, and that none failed', () => {
    const results = new Map(cellsOf(page).map(([id, , , ...cells]) => [id, cells]));
    for (const { id, absent } of CATALOGUE) {
      const cells = results.get(id)!;
      expect([id, new Set(cells).has('–')]).toEqual([id, absent !== undefined]);
      expect([id, cells.filter((cell) => cell === '✗' || cell === 'not run')]).toEqual([id, []]);
    }
  });

  it('is the same each time it is written from the same results', () => {
    const settings = [
      { name: 'one', results: Object.fromEntries(CATALOGUE.map(({ id }) => [id, 'passed'])) },
    ];
    const written = renderMatrix(SECTIONS, settings, 'npm run attack');
    expect(renderMatrix(SECTIONS, settings, 'npm run attack')).toBe(written);
    expect(rowsOf(written)).toEqual(rowsOf(page));
  });
});

describe('the list', () => {
  it('has every item once', () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a test or a reason for each, and no test besides', () => {
    const tested = CATALOGUE.filter(({ absent }) => absent === undefined).map(({ id }) => id);
    expect(Object.keys(ITEMS).sort()).toEqual(tested.sort());
  });
});

/** Cells of the rows that begin with an item's id. */
function cellsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => /^\| B\d+\.\d+ /.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function rowsOf(markdown: string): string[][] {
  return cellsOf(markdown).map((cells) => cells.slice(0, 3));
}
