/**
 * No access or ID token lives longer than this, and for as long a key stays published once it has stopped signing
 * (keys/key-times.ts). Seconds.
 */
export const MAX_TOKEN_SECONDS = 86_400;

/** The longest that a client's refresh tokens may lie unused. Seconds. */
export const MAX_REFRESH_TOKEN_SECONDS = 366 * 86_400;
