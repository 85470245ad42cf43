import { describe, expect, it } from '@jest/globals';
import { IDLE, RENEW_RETRY, idleEnd, renewalTime } from './session-lifetime.js';

describe('the lifetime of a session', () => {
  it('is prolonged by use', () => expect(idleEnd(1000, 10 * IDLE)).toBe(1000 + IDLE));
  it('is never prolonged beyond the absolute end', () => expect(idleEnd(1000, 5000)).toBe(5000));
});

describe('the time of renewal', () => {
  it('lies before the access token ends', () => expect(renewalTime(0, 600)).toBe(570_000));
  it('keeps a distance when access tokens are short', () => expect(renewalTime(0, 5)).toBe(RENEW_RETRY));
});
