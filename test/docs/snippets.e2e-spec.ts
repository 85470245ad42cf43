import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
// Inside the repository, so that packages resolve as they do for everybody else.
const OUTPUT = join(ROOT, 'test/output/snippets');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));

const GUIDES = [
  'README.md',
  'README.zh-CN.md',
  'libs/oauth/README.md',
  'libs/bearer/README.md',
  ...markdownIn('docs'),
];
const DOCUMENTS = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/adr')];
const PAGES = [...new Set([...DOCUMENTS, ...GUIDES])];

interface Block {
  readonly text: string;
  /** Of the opening fence in the page, from 1. */
  readonly line: number;
}

/** The fenced blocks of one language. */
function blocks(page: string, language: string): Block[] {
  const text = read(page);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => ({
    text: match[1]!,
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** A page without its fenced blocks and inline code. */
function prose(page: string): string {
  return read(page)
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`\n]*`/g, '');
}

const folderOf = (page: string): string => join(OUTPUT, page.replace(/\.md$/, '').replaceAll('/', '-'));

describe('code blocks of the guides', () => {
  it('compile under the compiler options of the project', () => {
    rmSync(OUTPUT, { recursive: true, force: true });
    const places = new Map<string, string>();
    for (const page of GUIDES) {
      const folder = folderOf(page);
      mkdirSync(folder, { recursive: true });
      blocks(page, 'ts').forEach(({ text, line }, index) => {
        // Blocks of one page may import each other by the name in their first line.
        const name = /^\/\/ file: (\S+\.ts)\n/.exec(text)?.[1] ?? `block-${index + 1}.ts`;
        const path = join(folder, name);
        expect({ page, name, taken: places.has(path) }).toEqual({ page, name, taken: false });
        // Every block is a module, with or without imports of its own.
        writeFileSync(path, `${text}export {};\n`);
        places.set(path, `${page}:${line}`);
      });
    }
    expect(places.size).toBeGreaterThan(10);
    expect(problemsIn([...places.keys()], places)).toEqual([]);
  });

  it('are the same in both languages of the README', () => {
    const codeOf = (page: string): string[] =>
      ['ts', 'sh'].flatMap((language) => blocks(page, language)).map(({ text }) => text);
    expect(codeOf('README.zh-CN.md')).toEqual(codeOf('README.md'));
  });

  it('run npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const own = new Set(['ci', 'install', 'pack', 'exec']);
    const commands = DOCUMENTS.flatMap((page) =>
      blocks(page, 'sh').flatMap(({ text }) =>
        [...text.matchAll(/\bnpm (run )?([\w:-]+)/g)].map(([, run, name]) => ({ page, run, name: name! })),
      ),
    );
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter(({ run, name }) => !(name in scripts) && (run || !own.has(name)))).toEqual([]);
  });
});

/** What the compiler has to say, each with the place in the page. */
function problemsIn(files: string[], places: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      composite: false,
      incremental: false,
      declaration: false,
      noEmit: true,
      // As `strict` has it in the application of somebody who copies the block.
      strictPropertyInitialization: true,
      // The guide goes on with the files of the README.
      rootDirs: [folderOf('README.md'), folderOf('docs/importing.md')],
    },
    ROOT,
  );
  const program = ts.createProgram(files, options);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (!file) return message;
    const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${places.get(file.fileName) ?? relative(ROOT, file.fileName)}, line ${line} of the block: ${message}`;
  });
}

describe('pages', () => {
  it.each(PAGES)('%s has no empty block and none that does not end', (page) => {
    // Prose and blocks take turns.
    const parts = read(page).split(/^ *```.*$/m);
    const empty = parts.flatMap((part, at) =>
      at % 2 === 1 && part.trim() === '' ? [parts.slice(0, at).join('').split('\n').length] : [],
    );
    expect({ page, empty, ends: parts.length % 2 === 1 }).toEqual({ page, empty: [], ends: true });
  });

  it.each(PAGES)('%s has tables whose rows have as many cells as their head', (page) => {
    const lines = read(page)
      .replace(/^ *```.*?^ *```/gms, (block) => block.replace(/[^\n]/g, ''))
      .split('\n');
    const isRow = (line: string | undefined): boolean => line?.startsWith('|') ?? false;
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    let head = 0;
    const wrong = lines.flatMap((line, at) => {
      if (!isRow(line)) return [];
      if (!isRow(lines[at - 1])) head = cells(line);
      return cells(line) === head ? [] : [at + 1];
    });
    expect({ page, wrong }).toEqual({ page, wrong: [] });
  });
});

describe('links', () => {
  it.each(PAGES)('of %s lead to files and headings that exist', (page) => {
    const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target));
    const broken = targets.filter((target) => {
      const [path, heading] = target.split('#') as [string, string?];
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      return heading !== undefined && !headingsOf(file).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it('of the README reach every guide', () => {
    const linked = [...read('README.md').matchAll(/\]\((docs\/[\w-]+\.md)\)/g)].map(([, path]) => path);
    expect([...new Set(linked)].sort()).toEqual(markdownIn('docs').sort());
  });

  it('of decision records in the code lead to a record', () => {
    const records = readdirSync(join(ROOT, 'docs/adr')).map((name) => name.slice(0, 4));
    const named = SOURCES.flatMap((path) => [...read(path).matchAll(/\bADR (\d{4})\b/g)].map(([, n]) => n!));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((number) => !records.includes(number))).toEqual([]);
  });
});

/** As web views of a repository name them. */
function headingsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith('.spec.ts'))
    .map((name) => `${folder}/${name}`);
}

const APPS = ['server', 'admin', 'demo-api', 'demo-client', 'story'].map((name) => `apps/${name}/src`);
const SOURCES = [...APPS, 'libs/oauth/src', 'libs/bearer/src', 'libs/boot/src'].flatMap(sourcesBelow);

describe('documented names', () => {
  it('of environment variables are those that the apps read, all of them', () => {
    const read_ =
      /(?:\benv\[|\b(?:requireEnv|readJson|readFlag|origin)\(\s*|\bvariable(?: =|:) )'([A-Z][A-Z0-9_]*)'/g;
    const used = SOURCES.filter((path) => /^(apps|libs\/boot)\//.test(path)).flatMap((path) =>
      [...read(path).matchAll(read_)].map(([, name]) => name!),
    );
    const listed = [...read('docs/configuration.md').matchAll(/^\| `([A-Z][A-Z0-9_]*)`/gm)].map(
      ([, name]) => name!,
    );
    expect([...new Set(listed)].sort()).toEqual([...new Set(used)].sort());
  });

  it('of options are those of the modules, with nothing left out', () => {
    const membersOf = (path: string, name: string): string[] => {
      const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
      const found = file.statements.find(
        (statement) =>
          (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) &&
          statement.name?.text === name,
      ) as ts.InterfaceDeclaration | ts.ClassDeclaration;
      return found.members.map((member) => member.name!.getText());
    };
    const rowsOf = (page: string): string[] =>
      [...read(page).matchAll(/^\| `([a-zA-Z.]+)` /gm)].map(([, name]) => name!);
    const top = (name: string): string => name.split('.')[0]!;

    const importing = rowsOf('docs/importing.md');
    const options = membersOf('libs/oauth/src/oauth.options.ts', 'OAuthOptions');
    const extras = membersOf('libs/oauth/src/oauth.extras.ts', 'OAuthExtras');
    const lifetimes = membersOf('libs/oauth/src/oauth.options.ts', 'Lifetimes');
    expect([...new Set(importing.map(top))].sort()).toEqual([...options, ...extras].sort());
    expect(importing).toEqual(expect.arrayContaining(lifetimes.map((name) => `lifetimes.${name}`)));

    const guarding = rowsOf('docs/guarding.md').map(top);
    expect([...new Set(guarding)].sort()).toEqual(
      membersOf('libs/bearer/src/bearer.options.ts', 'BearerOptions').sort(),
    );
  });

  it('of files in the guides exist', () => {
    const named = [...DOCUMENTS].flatMap((page) =>
      [...read(page).matchAll(/`((?:apps|libs|test|docs)\/[\w./-]+?\.(?:ts|mjs|md|png))`/g)].map(
        ([, path]) => path!,
      ),
    );
    expect(named.filter((path) => !path.includes('/dist/') && !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
