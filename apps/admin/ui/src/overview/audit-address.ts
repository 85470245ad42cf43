import { NOT_SIGNED_IN, SIGNED_IN } from '../../../src/overview/sign-in-events.js';

export { NOT_SIGNED_IN, SIGNED_IN };

/** The audit log with these events of the last 24 hours. */
export function auditAddress(events: readonly string[]): string {
  const parameters = new URLSearchParams(events.map((event) => ['event', event]));
  parameters.set('within', '24h');
  return `/audit?${parameters}`;
}
