import { describe, expect, it } from '@jest/globals';
import { stepsOf } from './family-steps.js';
import type { GrantFamily } from './types.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const event = (minute: number, name: string) =>
  ({ event: name, at: at(minute) }) as GrantFamily['events'][number];
const generation = (n: number, from: number | null, to: number | null) => ({
  generation: n,
  issuedAt: from === null ? null : at(from),
  rotatedAt: to === null ? null : at(to),
});

const FAMILY = {
  state: 'live',
  createdAt: at(0),
  revokedAt: null,
  expiresAt: at(500),
  code: { redeemedAt: at(1), kind: 'authorization_code' },
  refreshToken: { generation: 2, earlier: 0, latest: [generation(1, 1, 5), generation(2, 5, null)] },
  events: [],
} as unknown as GrantFamily;

const kinds = (family: Partial<GrantFamily>, now = 10): string[] =>
  stepsOf({ ...FAMILY, ...family }, Date.parse(at(now))).map((step) =>
    step.kind === 'refresh-token' ? `token ${step.token.generation}` : step.kind,
  );

describe('stepsOf', () => {
  it('goes from the permission over the code to the current refresh token', () => {
    expect(kinds({})).toEqual(['allowed', 'code', 'token 1', 'token 2']);
  });

  it('puts what was noticed where it happened', () => {
    const events = [event(3, 'authorization_code.replayed')];
    expect(kinds({ state: 'revoked', events })).toEqual(['allowed', 'code', 'token 1', 'event', 'token 2']);
    expect(kinds({ state: 'revoked', events: [event(7, 'refresh_token.reused')] }).at(-1)).toBe('event');
  });

  it('says how many generations came before those it knows the times of', () => {
    const refreshToken = {
      ...FAMILY.refreshToken!,
      generation: 9,
      earlier: 7,
      latest: [generation(8, null, 5), generation(9, 5, null)],
    };
    expect(kinds({ code: null, refreshToken })).toEqual([
      'allowed',
      'code-forgotten',
      'earlier',
      'token 8',
      'token 9',
    ]);
  });

  it('ends with the end', () => {
    expect(kinds({ state: 'revoked', revokedAt: at(8) }).at(-1)).toBe('revoked');
    expect(kinds({ state: 'expired' }).at(-1)).toBe('expired');
  });
});
