import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';
import type { Admin } from './admin.js';

/** How long a proof counts. Milliseconds. */
export const STEP_UP_LASTS = 5 * 60_000;

/** Before an act that cannot be undone the person proves anew who they are (OpenID Connect Core section 3.1.2.1, `max_age`). */
@Injectable()
export class StepUp {
  constructor(private readonly clock: Clock) {}

  /** @throws ApiError 403 `step_up_required`; a program has no person to ask, its scope has decided */
  insist({ session, role }: Admin): void {
    if (role === 'client') return;
    if (session && session.provenAt > this.clock.now() - STEP_UP_LASTS) return;
    throw new ApiError(403, 'step_up_required', 'Prove again that it is you: /sign-in?step_up=1.');
  }
}
