import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant, json } from '../storage/columns.js';
import type { UserClaims } from './account-store.js';

/** The default account: what `AccountStore` uses unless the host supplies its own. */
@Entity({ name: 'oauth_user', synchronize: false })
export class User {
  /** `sub`: assigned once, never reused. */
  @PrimaryColumn({ name: 'subject', ...exactText }) subject: string;
  /** As the user writes it. */
  @Column({ name: 'username', type: 'varchar' }) username: string;
  /** What is left of the name when case, accents and invisible characters are ignored: unique. */
  @Column({ name: 'username_key', ...exactText }) usernameKey: string;
  /** argon2id in PHC form. */
  @Column({ name: 'password_hash', type: 'varchar' }) passwordHash: string;
  @Column({ name: 'claims', ...json }) claims: UserClaims;
  /** Of the claims, at most 255 characters: what lists are sorted and searched by. Empty without one. */
  @Column({ name: 'name', type: 'varchar' }) name: string;
  @Column({ name: 'email', type: 'varchar' }) email: string;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'updated_at', ...instant }) updatedAt: number;
  /** Sessions and authorizations from before are over. */
  @Column({ name: 'credentials_changed_at', ...instant }) credentialsChangedAt: number;
  @Column({ name: 'disabled_at', ...instant, nullable: true }) disabledAt: number | null;
  /** 0: never, or not since it is noted. */
  @Column({ name: 'last_sign_in_at', ...instant }) lastSignInAt: number;
  /** Grows with every edit. */
  @Column({ name: 'version', type: 'int' }) version: number;
}
