import { describe, expect, it } from '@jest/globals';
import { etag, versionOf } from './etag.js';

describe('the entity tag of what people edit', () => {
  it('carries its version', () => expect(versionOf(etag(7))).toBe(7));

  it('is required for an edit', () => {
    expect(() => versionOf(undefined)).toThrow(expect.objectContaining({ status: 428 }));
  });

  it.each(['7', '*', 'W/"7"', '"7", "8"', '"seven"', '"-1"', ''])('is not %j', (value) => {
    expect(() => versionOf(value)).toThrow(expect.objectContaining({ status: 412, error: 'stale_version' }));
  });
});
