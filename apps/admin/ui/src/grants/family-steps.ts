import type { GrantEvent, GrantFamily } from './types.js';

type Generation = NonNullable<GrantFamily['refreshToken']>['latest'][number];

/** One point of the timeline of a grant. */
export type FamilyStep = { readonly at: string | null } & (
  | { readonly kind: 'allowed' | 'code-forgotten' | 'revoked' | 'expired' }
  | { readonly kind: 'code'; readonly code: NonNullable<GrantFamily['code']> }
  | { readonly kind: 'earlier'; readonly count: number }
  | { readonly kind: 'refresh-token'; readonly token: Generation; readonly isLatest: boolean }
  | { readonly kind: 'event'; readonly event: GrantEvent }
);

/**
 * What became of a grant, oldest first. What has no time of its own stands where it belongs.
 *
 * @param now milliseconds since the epoch
 */
export function stepsOf(family: GrantFamily, now: number): FamilyStep[] {
  const { code, refreshToken, events, state, revokedAt, expiresAt, createdAt } = family;
  const steps: FamilyStep[] = [{ kind: 'allowed', at: createdAt }];
  steps.push(code ? { kind: 'code', at: code.redeemedAt, code } : { kind: 'code-forgotten', at: null });
  if (refreshToken) {
    if (refreshToken.earlier > 0) steps.push({ kind: 'earlier', at: null, count: refreshToken.earlier });
    for (const token of refreshToken.latest) {
      const isLatest = token.generation === refreshToken.generation;
      steps.push({ kind: 'refresh-token', at: token.issuedAt, token, isLatest });
    }
  }
  for (const event of events) insert(steps, { kind: 'event', at: event.at, event });
  // An event says more than that it is over.
  if (state === 'revoked' && events.length === 0) insert(steps, { kind: 'revoked', at: revokedAt });
  if (state === 'expired')
    steps.push({ kind: 'expired', at: Date.parse(expiresAt) <= now ? expiresAt : null });
  return steps;
}

/** Behind the last step that is no later. */
function insert(steps: FamilyStep[], step: FamilyStep): void {
  const earlier = steps.findLastIndex(({ at }) => at !== null && step.at !== null && at <= step.at);
  steps.splice(step.at === null ? steps.length : afterUntimed(steps, earlier), 0, step);
}

/** Steps without a time belong to the one before them. */
function afterUntimed(steps: readonly FamilyStep[], index: number): number {
  let next = index + 1;
  while (next < steps.length && steps[next]!.at === null) next++;
  return next;
}
