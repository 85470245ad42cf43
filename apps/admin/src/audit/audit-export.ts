import type { AuditEvent } from '@portcullis/oauth';
import { stringify } from 'csv-stringify';
import { Readable, type Transform } from 'node:stream';
import type { ExportFormat } from './audit-filter.request.js';
import { toAuditEventResponse } from './audit-event.response.js';
import type { AuditNames } from './audit-names.js';

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

const COLUMNS = [
  'at',
  'event',
  'outcome',
  'actor',
  'actor_name',
  'subject',
  'subject_name',
  'client_id',
  'client_name',
  'source',
  'reference',
  'data',
] as const;

/** Events whose names are looked up together. */
const CHUNK = 200;

type Line = Record<(typeof COLUMNS)[number], string>;

/** The events as a file, read no faster than somebody takes it. */
export function exportOf(
  events: AsyncIterable<AuditEvent>,
  names: AuditNames,
  format: ExportFormat,
): Readable | Transform {
  const lines = linesOf(events, names);
  if (format === 'ndjson') return Readable.from(jsonOf(lines));
  // A cell that begins like a formula would be run by the spreadsheet that opens the file; the mark is for its reader of UTF-8.
  const csv = stringify({ header: true, columns: [...COLUMNS], escape_formulas: true, bom: true });
  return Readable.from(lines)
    .on('error', (error) => csv.destroy(error))
    .pipe(csv);
}

async function* linesOf(events: AsyncIterable<AuditEvent>, names: AuditNames): AsyncGenerator<Line> {
  let chunk: AuditEvent[] = [];
  for await (const event of events) {
    if (chunk.push(event) < CHUNK) continue;
    yield* await named(chunk, names);
    chunk = [];
  }
  yield* await named(chunk, names);
}

async function named(events: readonly AuditEvent[], names: AuditNames): Promise<Line[]> {
  const known = await names.of(events);
  return events.map((event) => {
    const { at, outcome, actor, target, client, source, reference, data } = toAuditEventResponse(
      event,
      known,
    );
    return {
      ...{ at, event: event.event, outcome },
      ...{ actor: actor?.subject ?? '', actor_name: actor?.name ?? '' },
      ...{ subject: target?.subject ?? '', subject_name: target?.name ?? '' },
      ...{ client_id: client?.clientId ?? '', client_name: client?.name ?? '' },
      ...{ source: source ?? '', reference, data: JSON.stringify(data) },
    };
  });
}

async function* jsonOf(lines: AsyncIterable<Line>): AsyncGenerator<string> {
  for await (const { data, ...line } of lines) {
    yield `${JSON.stringify({ ...line, data: JSON.parse(data) as unknown })}\n`;
  }
}
