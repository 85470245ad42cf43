import { describe, expect, it } from '@jest/globals';
import { changesOf, draftOf } from './claims.js';

const before = draftOf({ name: 'Alice', email: 'a@a.example', email_verified: true, other: 1 });

describe('changesOf', () => {
  it('names only what is new', () => {
    expect(changesOf(before, before)).toEqual({});
    expect(changesOf(before, { ...before, name: ' Alice L. ', email_verified: false })).toEqual({
      name: 'Alice L.',
      email_verified: false,
    });
  });

  it('takes away what was emptied, with what was said about it', () => {
    expect(changesOf(before, { ...before, email: ' ' })).toEqual({ email: null, email_verified: null });
  });
});
