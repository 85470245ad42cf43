import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mintHandle, readHandle } from './handle.js';
import { idFromText, idToText } from './id.js';

describe('a handle, whatever was sent', () => {
  const base64url = fc.stringMatching(/^[A-Za-z0-9_-]{64}$/);

  it('is read in one spelling only', () => {
    fc.assert(
      fc.property(fc.oneof(base64url, fc.string({ unit: 'binary', maxLength: 80 })), (value) => {
        const handle = readHandle(value);
        if (!handle) return expect(value).not.toMatch(/^[A-Za-z0-9_-]{64}$/);
        expect([handle.id.length, handle.digest.length]).toEqual([16, 32]);
        expect(Buffer.from(value, 'base64url').toString('base64url')).toBe(value);
      }),
    );
  });

  it('is another one after any change', () => {
    const time = fc.integer({ min: 0, max: 2 ** 47 });
    fc.assert(
      fc.property(time, fc.nat({ max: 63 }), fc.string({ unit: 'binary', maxLength: 2 }), (now, at, text) => {
        const { value, id, digest } = mintHandle(now);
        expect(readHandle(value)).toEqual({ id, digest });
        const changed = value.slice(0, at) + text + value.slice(at + 1);
        if (changed !== value) expect(readHandle(changed)?.digest).not.toEqual(digest);
      }),
    );
  });
});

describe('an id, whatever was sent', () => {
  it('has one text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = Buffer.from(bytes);
        expect(idFromText(idToText(id))).toEqual(id);
      }),
    );
    const texts = fc.oneof(fc.uuid(), fc.mixedCase(fc.uuid()), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(texts, (text) => {
        const id = idFromText(text);
        if (id) expect(idToText(id)).toBe(text);
      }),
    );
  });
});
