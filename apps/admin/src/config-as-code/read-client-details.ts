import { dataSourceOptions } from '@portcullis/oauth';
import { readFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import type { ClientDetails } from './oauth-client-details.js';

/**
 * The rows of `oauth_client_details`.
 *
 * @param source a database (`mysql://…`, `mariadb://…`, `sqlite:…`), which is only read, or a file that holds the rows
 *   as a JSON array or as CSV with a header
 * @throws Error with a sentence for whoever runs it
 */
export async function readClientDetails(source: string): Promise<readonly ClientDetails[]> {
  if (/^(mysql|mariadb|sqlite):/.test(source)) return fromDatabase(source);
  const text = await readFile(source, 'utf8');
  const rows: unknown = /^\s*\[/.test(text) ? JSON.parse(text) : fromCsv(text);
  if (!Array.isArray(rows) || !rows.every((row) => typeof row === 'object' && row !== null)) {
    throw new Error(`${source} holds no list of rows.`);
  }
  return rows as ClientDetails[];
}

async function fromDatabase(url: string): Promise<ClientDetails[]> {
  const dataSource = await new DataSource(
    dataSourceOptions(url, { entities: [], migrations: [] }),
  ).initialize();
  try {
    return await dataSource.query('SELECT * FROM oauth_client_details ORDER BY client_id');
  } finally {
    await dataSource.destroy();
  }
}

/** RFC 4180: fields may be quoted, and then hold commas, line breaks and doubled quotes. */
export function fromCsv(text: string): Record<string, string>[] {
  const [header = [], ...records] = recordsOf(text);
  return records
    .filter((record) => record.length > 1 || record[0] !== '')
    .map((record) => Object.fromEntries(header.map((name, i) => [name.trim(), record[i] ?? ''])));
}

function recordsOf(text: string): string[][] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) throw new Error(`This is no CSV: a quote is not closed in record ${records.length}.`);
    const [, quoted, plain = '', end] = match;
    records.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',' && field.lastIndex < text.length) records.push([]);
  }
  return records;
}
