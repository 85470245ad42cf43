import { expect, it } from '@jest/globals';
import { toTokens } from './tokens.js';

const now = new Date('2026-01-01T00:00:00Z');

it('counts expires_in from now', () => {
  expect(toTokens({ access_token: 'a', token_type: 'bearer', expires_in: 60 }, null, now)).toEqual({
    accessToken: 'a',
    refreshToken: null,
    scope: null,
    expiresAt: new Date('2026-01-01T00:01:00Z'),
  });
});

it('keeps the old refresh token and scope when the answer brings none', () => {
  const previous = { accessToken: 'a', refreshToken: 'r', scope: 's', expiresAt: now };
  expect(toTokens({ access_token: 'b', token_type: 'bearer' }, previous, now)).toEqual({
    accessToken: 'b',
    refreshToken: 'r',
    scope: 's',
    expiresAt: null,
  });
});
