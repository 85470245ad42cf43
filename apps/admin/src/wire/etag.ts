import { ApiError } from '../errors/api-error.js';

/** The entity tag of something that people edit: its version. */
export function etag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that an editor saw, from `If-Match` (RFC 9110 section 13.1.1). An edit without one is refused: it could
 * undo somebody else's edit unseen.
 *
 * @throws ApiError 428 (RFC 6585 section 3) without the header, 412 when it is not one of our tags
 */
export function versionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) {
    throw new ApiError(428, 'precondition_required', 'Send If-Match with the ETag of what you have read.');
  }
  const match = /^"(\d{1,9})"$/.exec(ifMatch.trim());
  if (!match) throw new ApiError(412, 'stale_version', 'If-Match must hold the ETag of what you have read.');
  return Number(match[1]);
}
