import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const PAGE = read('docs/interoperability.md');
const SNIPPETS = 'test/interop/snippets';
const ROW = /^\| `([^`]+)`\s*\| (\S+)\s*\|[^|]*\| `(test\/interop\/[^`]+)`\s*\|$/gm;

describe('the page about interoperability', () => {
  it('shows the code that the tests run, all of it', () => {
    const shown = [...PAGE.matchAll(/^```ts\n(\/\/ file: (\S+)\n.*?)^```/gms)].map(([, code, name]) => ({
      name,
      code,
    }));
    const run = readdirSync(join(ROOT, SNIPPETS)).map((name) => ({
      name,
      code: read(`${SNIPPETS}/${name}`),
    }));
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }): number =>
      a.name! < b.name! ? -1 : 1;
    expect(shown.sort(byName)).toEqual(run.sort(byName));
  });

  it('names the versions that are installed', () => {
    const named = [...PAGE.matchAll(ROW)].map(([, name, version]) => ({ name, version }));
    const installed = named.map(({ name }) => ({
      name,
      version: (JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string }).version,
    }));
    expect(named.length).toBeGreaterThan(5);
    expect(named).toEqual(installed);
  });

  it('names every test', () => {
    const named = [...PAGE.matchAll(ROW)].map(([, , , test]) => test!);
    const files = readdirSync(join(ROOT, 'test/interop')).filter((name) => name.endsWith('.e2e-spec.ts'));
    expect(named.sort()).toEqual(files.map((name) => `test/interop/${name}`).sort());
  });
});
