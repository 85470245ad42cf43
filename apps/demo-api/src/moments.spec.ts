import { describe, expect, it } from '@jest/globals';
import { momentsOf } from './moments.js';

describe('momentsOf', () => {
  it('is always the same for the same subject, and differs between subjects', () => {
    expect(momentsOf('alice')).toEqual(momentsOf('alice'));
    expect(momentsOf('alice')).not.toEqual(momentsOf('bob'));
  });

  it.each(['alice', '', '用户'])('gives %p three different moments', (subject) => {
    const moments = momentsOf(subject);
    expect(new Set(moments.map((moment) => moment.text)).size).toBe(3);
    expect(new Set(moments.map((moment) => moment.id)).size).toBe(3);
  });
});
