import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant, json, uuid } from '../storage/columns.js';

/** An API that tokens are for (RFC 8707), by its name and its scopes. */
@Entity({ name: 'oauth_resource', synchronize: false })
export class Resource {
  @PrimaryColumn({ name: 'id', ...uuid }) id: string;
  /** Its identifier: the `resource` of a request and the `aud` of a token. */
  @Column({ name: 'audience', ...exactText }) audience: string;
  @Column({ name: 'name', type: 'varchar' }) name: string;
  @Column({ name: 'description', type: 'text' }) description: string;
  @Column({ name: 'scopes', ...json }) scopes: string[];
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'updated_at', ...instant }) updatedAt: number;
  @Column({ name: 'version', type: 'int' }) version: number;
}
