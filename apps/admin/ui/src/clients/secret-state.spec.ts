import { describe, expect, it } from '@jest/globals';
import { endOfDay, secretState } from './secret-state.js';

describe('the state of a secret', () => {
  const at = (iso: string): number => Date.parse(iso);

  it.each([
    ['active', { disabledAt: null, expiresAt: null }],
    ['active', { disabledAt: null, expiresAt: '2030-01-02T00:00:00Z' }],
    ['expired', { disabledAt: null, expiresAt: '2030-01-01T00:00:00Z' }],
    ['disabled', { disabledAt: '2029-01-01T00:00:00Z', expiresAt: null }],
    ['disabled', { disabledAt: '2029-01-01T00:00:00Z', expiresAt: '2029-06-01T00:00:00Z' }],
  ])('is %s', (state, secret) => expect(secretState(secret, at('2030-01-01T00:00:00Z'))).toBe(state));
});

describe('the end of a day', () => {
  it('is its last second, here', () => expect(new Date(endOfDay('2030-05-06')).getHours()).toBe(23));
});
