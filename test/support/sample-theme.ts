import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs');

/** The files of the theme that the guides show, by their paths in it: a fenced block after a line with its name. */
function filesOfGuide(): ReadonlyMap<string, string> {
  const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md'));
  const text = pages.map((name) => readFileSync(join(DOCS, name), 'utf8')).join('\n');
  const block = /^`theme\/([^`]+)`\n\n(?:<!-- prettier-ignore -->\n)?```\w+\n([^]*?)^```/gm;
  return new Map([...text.matchAll(block)].map(([, path, content]) => [path!, content!]));
}

/** A theme in a folder of its own for one test file. */
export class SampleTheme {
  readonly folder = mkdtempSync(join(tmpdir(), 'portcullis-theme-'));

  /** @param files of the theme; by default those that the guide shows */
  constructor(files: ReadonlyMap<string, string> = filesOfGuide()) {
    for (const [path, content] of files) this.write(path, content);
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
