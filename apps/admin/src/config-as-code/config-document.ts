import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { isSeq, parseDocument, isMap, LineCounter, stringify, type Document, type Node } from 'yaml';
import { ConfigClient } from './client-config.js';
import { InvalidConfig, type ConfigProblem } from './config-problem.js';
import { ConfigResource } from './resource-config.js';
import { ConfigScope } from './scope-config.js';
import { unknownSetting } from './unknown-setting.js';

export const FORMATS = ['yaml', 'json'] as const;
export type ConfigFormat = (typeof FORMATS)[number];

/** What is registered, as text that can be kept beside code. A section that is left out says nothing. */
export interface ConfigDocument {
  readonly version: 1;
  readonly clients?: readonly ConfigClient[];
  readonly scopes?: readonly ConfigScope[];
  readonly resources?: readonly ConfigResource[];
}

/** A document that knows its text. */
export interface ReadDocument extends ConfigDocument {
  /** The line of a place such as `clients[2].redirectUris`, or of what holds it; undefined when it is nowhere. */
  lineOf(path: string): number | undefined;
}

/** What an item of each section is, and the field that it is known by. */
const SECTIONS = {
  clients: { type: ConfigClient, id: 'clientId' },
  scopes: { type: ConfigScope, id: 'name' },
  resources: { type: ConfigResource, id: 'audience' },
} as const;
type SectionName = keyof typeof SECTIONS;
const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];
const KEYS: readonly string[] = ['version', ...SECTION_NAMES];

export function writeConfig(document: ConfigDocument, format: ConfigFormat): string {
  return format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : stringify(document, { lineWidth: 0 });
}

/**
 * @param text YAML, of which JSON is a part
 * @throws InvalidConfig that names every place
 */
export async function readConfig(text: string): Promise<ReadDocument> {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (parsed.errors.length > 0) {
    throw new InvalidConfig(
      parsed.errors.map(({ message, linePos }) => ({
        path: '',
        line: linePos?.[0].line,
        message: message.split('\n')[0]!,
      })),
    );
  }
  const contents: unknown = parsed.toJS({ maxAliasCount: 100 });
  if (!isMap(parsed.contents) || typeof contents !== 'object' || contents === null) {
    throw new InvalidConfig([{ path: '', message: 'Write a document with "version: 1" and "clients:".' }]);
  }
  const lineOf = (path: string): number | undefined => lineIn(parsed, lines, path);
  const given = contents as Record<string, unknown>;
  const problems: ConfigProblem[] = Object.keys(given)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({ path: key, message: `Unknown here; known are ${KEYS.join(', ')}.` }));
  if (given['version'] !== 1) problems.push({ path: 'version', message: 'Write 1.' });
  const sections: Partial<Record<SectionName, object[]>> = {};
  for (const name of SECTION_NAMES) {
    if (!parsed.has(name)) continue;
    const items = given[name];
    if (!Array.isArray(items) || !isSeq(parsed.get(name))) {
      problems.push({ path: name, message: 'Write a list.' });
      continue;
    }
    const read = await readSection(name, items);
    sections[name] = read.items;
    problems.push(...read.problems);
  }
  if (problems.length > 0) {
    throw new InvalidConfig(problems.map((problem) => ({ ...problem, line: lineOf(problem.path) })));
  }
  return { version: 1, ...(sections as Omit<ConfigDocument, 'version'>), lineOf };
}

async function readSection(
  name: SectionName,
  raws: readonly unknown[],
): Promise<{ items: object[]; problems: ConfigProblem[] }> {
  const { type, id: idField } = SECTIONS[name];
  const items: object[] = [];
  const problems: ConfigProblem[] = [];
  const seen = new Set<unknown>();
  for (const [i, raw] of raws.entries()) {
    const at = `${name}[${i}]`;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      problems.push({ path: at, message: `Write what has a ${idField}.` });
      continue;
    }
    const id = (raw as Record<string, unknown>)[idField];
    if (id === undefined) {
      problems.push({ path: `${at}.${idField}`, message: 'It needs one.' });
      continue;
    }
    if (seen.has(id)) {
      problems.push({
        path: `${at}.${idField}`,
        message: `${JSON.stringify(id)} stands twice in the document.`,
      });
    }
    seen.add(id);
    const item: object = plainToInstance<object, unknown>(type, raw);
    const errors = await validate(item, { whitelist: true, forbidNonWhitelisted: true });
    problems.push(...errors.flatMap((error) => problemsOf(error, at)));
    items.push(item);
  }
  return { items, problems };
}

function problemsOf(error: ValidationError, at: string): ConfigProblem[] {
  const { property, constraints, children } = error;
  const path = `${at}.${property}`;
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
    path,
    message: rule === 'whitelistValidation' ? unknownSetting(property, error.target!) : message,
  }));
  return [...own, ...(children ?? []).flatMap((child) => problemsOf(child, path))];
}

function lineIn(parsed: Document, lines: LineCounter, path: string): number | undefined {
  const keys = [...path.matchAll(/\[(\d+)\]|[^.[]+/g)].map(([key, index]) =>
    index === undefined ? key : Number(index),
  );
  for (let length = keys.length; length > 0; length--) {
    const node = parsed.getIn(keys.slice(0, length), true) as Node | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
