import { KeyRefused } from '@portcullis/oauth';
import { ApiError } from '../errors/api-error.js';

/** A refusal about the keys: a wrong time is the caller's to mend, everything else a state that speaks against it. */
export function keyProblem({ reason, message, at }: KeyRefused): ApiError {
  if (reason === 'too_soon' || reason === 'too_late') {
    return new ApiError(400, reason, message, [{ field: 'activatesAt', message }]);
  }
  const seconds = reason === 'live_tokens' && at !== null ? Math.ceil((at - Date.now()) / 1000) : null;
  const headers: Record<string, string> =
    seconds === null ? {} : { 'Retry-After': `${Math.max(1, seconds)}` };
  return new ApiError(409, `key_${reason}`, message, undefined, headers);
}
