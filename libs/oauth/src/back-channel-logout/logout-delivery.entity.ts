import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** A logout token that a client has yet to get (OpenID Connect Back-Channel Logout section 2.5). */
@Entity({ name: 'oauth_logout_delivery', synchronize: false })
export class LogoutDelivery {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'subject', ...exactText }) subject: string;
  /** `sid` of the session that ended. */
  @Column({ name: 'session_id', ...binary }) sessionId: Buffer;
  @Column({ name: 'attempts', type: 'int' }) attempts: number;
  /** It may be tried from here on; whoever tries moves it on first, so that two processes do not both deliver. */
  @Column({ name: 'due_at', ...instant }) dueAt: number;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
}
