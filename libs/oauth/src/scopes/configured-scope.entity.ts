import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ScopeDefinition } from '../oauth.options.js';
import { exactText, json } from '../storage/columns.js';

/** A scope of the server's own configuration, as the process that started last has it: for an admin app to show. */
@Entity({ name: 'oauth_configured_scope', synchronize: false })
export class ConfiguredScope {
  @PrimaryColumn({ name: 'name', ...exactText }) name: string;
  @Column({ name: 'definition', ...json }) definition: ScopeDefinition;
}
