import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant } from '../storage/columns.js';

/** `tokens`: access tokens by grant type and client; `signatures`: JWTs by the key that signed them. */
export type UsageKind = 'tokens' | 'signatures';

/** How often something happened in one hour. */
@Entity({ name: 'oauth_usage', synchronize: false })
export class Usage {
  @PrimaryColumn({ name: 'kind', ...exactText }) kind: UsageKind;
  /** When the hour began. */
  @PrimaryColumn({ name: 'hour', ...instant }) hour: number;
  /** The grant type, or the kid. */
  @PrimaryColumn({ name: 'name', ...exactText }) name: string;
  /** Empty where it is not counted by client. */
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'count', ...instant }) count: number;
}
