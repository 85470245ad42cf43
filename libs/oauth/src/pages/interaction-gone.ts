import type { NoticePage } from './definitions/notice.page.js';

/** The page the user is on cannot go on: used, expired, opened elsewhere, or opened without a request. */
export class InteractionGone extends Error {
  constructor(
    readonly kind: NoticePage['kind'],
    readonly clientId: string | null = null,
    /** Path of a page of our own where the user can begin anew; by default that is the client's to offer. */
    readonly startAgainHref: string | null = null,
  ) {
    super(kind);
  }
}
