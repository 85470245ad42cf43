import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../pages/page-context.js';
import { exactText, flag, instant, json } from '../storage/columns.js';

/** A text in each language of the pages; empty where nobody has written it yet. */
export type LocalText = Readonly<Record<Language, string>>;

/** A scope (RFC 6749 section 3.3) that somebody has written in an admin app. */
@Entity({ name: 'oauth_scope', synchronize: false })
export class Scope {
  @PrimaryColumn({ name: 'name', ...exactText }) name: string;
  /** The line of the consent page. */
  @Column({ name: 'title', ...json }) title: LocalText;
  @Column({ name: 'description', ...json }) description: LocalText;
  /** Claims about the user that the userinfo endpoint tells a client with this scope. */
  @Column({ name: 'claims', ...json }) claims: string[];
  /** Marked on the consent page. */
  @Column({ name: 'is_sensitive', ...flag }) sensitive: boolean;
  /** A new client has it, unless whoever registers the client takes it away. */
  @Column({ name: 'is_default', ...flag }) isDefault: boolean;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'updated_at', ...instant }) updatedAt: number;
  /** Grows with every edit; an editor names the version it saw. */
  @Column({ name: 'version', type: 'int' }) version: number;
}
