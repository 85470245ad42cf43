import { describe, expect, it } from '@jest/globals';
import { sha256 } from './digest.js';
import { mintHandle, readHandle } from './handle.js';

const NOW = 1_790_000_000_000;

describe('a handle', () => {
  it('is read back to the id and digest it was minted with', () => {
    const { value, id, digest } = mintHandle(NOW);
    expect(value).toMatch(/^[\w-]{64}$/);
    expect(readHandle(value)).toEqual({ id, digest });
    expect(digest).toEqual(sha256(value));
    expect(id.readUIntBE(0, 6)).toBe(NOW);
  });

  it('shows neither its id nor the order of issue', () => {
    const handles = Array.from({ length: 1000 }, () => mintHandle(NOW));
    expect(new Set(handles.map(({ value }) => value)).size).toBe(1000);
    const firstBytes = new Set(handles.map(({ value }) => Buffer.from(value, 'base64url')[0]));
    // The ids all begin alike; 1000 random bytes take nearly all of 256 values.
    expect(firstBytes.size).toBeGreaterThan(200);
    for (const { value, id } of handles) {
      expect(Buffer.from(value, 'base64url').indexOf(id.subarray(0, 6))).toBe(-1);
    }
  });

  const { value, digest } = mintHandle(NOW);
  it.each([
    ['nothing', ''],
    ['one character less', value.slice(1)],
    ['one character more', `${value}A`],
    ['padding', `${value}=`],
    ['the other base64 alphabet', `${value.slice(1)}+`],
    ['a line break', `${value}\n`],
    ['a space', `${value.slice(1)} `],
    ['a letter of another script', `${value.slice(1)}é`],
  ])('is not read with %s', (_, text) => {
    expect(readHandle(text)).toBeUndefined();
  });

  it('has another digest after any change', () => {
    const changed = (value.startsWith('A') ? 'B' : 'A') + value.slice(1);
    expect(readHandle(changed)!.digest).not.toEqual(digest);
  });
});
