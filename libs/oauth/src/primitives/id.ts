import { freshRandom } from './fresh-random.js';

let latest = 0;
let sequence = 0;

/**
 * A time-ordered 16-byte id in the layout of UUID version 7 (RFC 9562 section 5.7). Rows written together lie
 * together in the primary key, which is what keeps inserts cheap when a table is large. Those of one process and one
 * millisecond are in order too (section 6.2, method 1), so that a list shows events as they happened; 62 bits are random.
 *
 * @param now milliseconds since the epoch
 */
export function timeOrderedId(now: number): Buffer {
  const id = freshRandom(16);
  // Begins in the lower half, so that there is room to count. After the last number it begins anew.
  sequence = now === latest && sequence < 0xfff ? sequence + 1 : id.readUInt16BE(6) & 0x7ff;
  latest = now;
  id.writeUIntBE(now, 0, 6);
  id.writeUInt16BE(0x7000 | sequence, 6);
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

/** Not above any id of this instant, and above every earlier one: where a range by time begins. */
export function firstIdAt(at: number): Buffer {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Math.min(Math.max(0, Math.trunc(at)), 2 ** 48 - 1), 0, 6);
  return id;
}

/** When an id was made. Milliseconds since the epoch. */
export function timeOfId(id: Buffer): number {
  return id.readUIntBE(0, 6);
}
