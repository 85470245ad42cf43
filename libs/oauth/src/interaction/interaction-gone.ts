import type { NoticePage } from './pages.js';

/** The page the user is on cannot go on: used, expired, opened elsewhere, or opened without a request. */
export class InteractionGone extends Error {
  constructor(
    readonly kind: NoticePage['kind'],
    readonly clientId: string | null = null,
  ) {
    super(kind);
  }
}
