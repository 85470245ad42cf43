import { describe, expect, it } from '@jest/globals';
import { endOfDay, expiryWarning, secretState } from './secret-state.js';

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

describe('the warning about an end', () => {
  it.each([
    [undefined, null],
    [undefined, '2029-12-31T23:59:59Z'],
    [1, '2030-01-01T12:00:00Z'],
    [7, '2030-01-03T00:00:00Z'],
    [30, '2030-01-31T00:00:00Z'],
    [undefined, '2030-03-01T00:00:00Z'],
  ])('is %s days for %s', (days, end) =>
    expect(expiryWarning(end, Date.parse('2030-01-01T00:00:00Z'))).toBe(days),
  );
});
