import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** An account that was signed in in a browser, for the account chooser. */
@Entity({ name: 'oauth_browser_account', synchronize: false })
export class BrowserAccount {
  /** SHA-256 of the browser's cookie; moves along when the cookie changes. */
  @PrimaryColumn({ name: 'browser', ...binary }) browser: Buffer;
  @PrimaryColumn({ name: 'subject', ...exactText }) subject: string;
  /** Where it was signed in last; null, or a session that is over: a password is needed. */
  @Column({ name: 'session_id', ...binary, nullable: true }) sessionId: Buffer | null;
  @Column({ name: 'used_at', ...instant }) usedAt: number;
}
