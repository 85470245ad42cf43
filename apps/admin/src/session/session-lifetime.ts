const MINUTE = 60_000;

/** A session ends after this long without a request. Milliseconds. */
export const IDLE = 30 * MINUTE;

/** A session ends this long after sign-in, used or not. Milliseconds. */
export const ABSOLUTE = 8 * 60 * MINUTE;

/** "Last seen" is written at most this often; it is worth no write per request. Milliseconds. */
export const TOUCH_EVERY = MINUTE;

/** How long one request may take to renew before another tries. Milliseconds. */
export const RENEW_RETRY = 30_000;

/** When an unused session ends, given that it was used now. */
export function idleEnd(now: number, absoluteEnd: number): number {
  return Math.min(now + IDLE, absoluteEnd);
}

/**
 * When to ask the authorization server again: just before the access token ends, but never more than twice a minute.
 *
 * @param expiresIn lifetime of the access token in seconds
 */
export function renewalTime(now: number, expiresIn: number): number {
  return now + Math.max(expiresIn * 1000 - RENEW_RETRY, RENEW_RETRY);
}
