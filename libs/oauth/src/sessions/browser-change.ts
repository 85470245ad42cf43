import { randomBytes } from 'node:crypto';
import type { Rows } from '../storage/rows.js';
import { BrowserAccount } from './browser-account.entity.js';
import { Session } from './session.entity.js';

/**
 * Moves a browser's list along to its new cookie, but for the accounts that leave it.
 *
 * @param from SHA-256 of the former cookie
 * @param to SHA-256 of the new one
 */
export async function moveAccounts(
  rows: Rows,
  from: Buffer,
  to: Buffer,
  known: readonly BrowserAccount[],
  staying: ReadonlySet<string>,
): Promise<void> {
  const subjects = known.map(({ subject }) => subject);
  const moving = subjects.filter((subject) => staying.has(subject));
  const leaving = subjects.filter((subject) => !staying.has(subject));
  // By whole keys: a range would lock the gaps in which other browsers' lists are about to appear.
  if (leaving.length > 0) await rows.delete(BrowserAccount, { browser: from, subject: leaving });
  if (moving.length > 0)
    await rows.update(BrowserAccount, { browser: from, subject: moving }, { browser: to });
}

/** Makes the session's cookie worth nothing. False when it was that already. */
export async function takeCookie(rows: Rows, { id, digest }: Session): Promise<boolean> {
  return (await rows.update(Session, { id, digest }, { digest: randomBytes(32) })) === 1;
}

/** The session goes on, but no cookie leads to it until its user chooses it again. */
export async function park(rows: Rows, session: Session, browser: Buffer, now: number): Promise<void> {
  const { id: sessionId, subject } = session;
  if (!(await takeCookie(rows, session))) return;
  await rows.upsert(BrowserAccount, [{ browser, subject, sessionId, usedAt: now }]);
}
