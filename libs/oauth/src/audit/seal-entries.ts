const ID = 16;
const DIGEST = 32;
const ENTRY = ID + DIGEST + 2;

/** What a seal knows of one event: enough to notice a change, and to tell a deleted row from one whose time was over. */
export interface SealEntry {
  readonly id: Buffer;
  readonly digest: Buffer;
  readonly keptDays: number;
}

export function packEntries(entries: readonly SealEntry[]): Buffer {
  const packed = Buffer.allocUnsafe(entries.length * ENTRY);
  entries.forEach(({ id, digest, keptDays }, index) => {
    const at = index * ENTRY;
    id.copy(packed, at);
    digest.copy(packed, at + ID);
    packed.writeUInt16BE(keptDays, at + ID + DIGEST);
  });
  return packed;
}

/** A remainder that is no whole entry is left out: the hash of its seal is wrong anyway. */
export function unpackEntries(packed: Buffer): SealEntry[] {
  return Array.from({ length: Math.floor(packed.length / ENTRY) }, (_, index) => {
    const at = index * ENTRY;
    return {
      id: packed.subarray(at, at + ID),
      digest: packed.subarray(at + ID, at + ID + DIGEST),
      keptDays: packed.readUInt16BE(at + ID + DIGEST),
    };
  });
}
