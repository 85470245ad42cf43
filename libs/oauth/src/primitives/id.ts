import { randomFillSync } from 'node:crypto';

/**
 * A time-ordered 16-byte id in the layout of UUID version 7 (RFC 9562 section 5.7). Rows written together lie
 * together in the primary key, which is what keeps inserts cheap when a table is large.
 *
 * @param now milliseconds since the epoch
 */
export function timeOrderedId(now: number): Buffer {
  const id = randomFillSync(Buffer.allocUnsafe(16));
  id.writeUIntBE(now, 0, 6);
  id[6] = 0x70 | (id[6]! & 0x0f);
  id[8] = 0x80 | (id[8]! & 0x3f);
  return id;
}

/** The 36-character text form of an id. */
export function idToText(id: Buffer): string {
  const hex = id.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 16 bytes of a text id, or undefined when the text is not one in canonical form. */
export function idFromText(text: string): Buffer | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return undefined;
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}
