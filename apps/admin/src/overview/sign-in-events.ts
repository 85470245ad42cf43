/** Somebody got in. */
export const SIGNED_IN = ['sign_in.succeeded'] as const;

/** Somebody did not: a wrong password or code, or too many of them. */
export const NOT_SIGNED_IN = [
  'sign_in.failed',
  'sign_in.limited',
  'second_factor.failed',
  'second_factor.limited',
] as const;

/** Somebody was shown an error, or a request could not be answered. Kept for a day. */
export const ERRORS = ['request.failed', 'authorization_request.refused', 'logout_request.refused'] as const;
