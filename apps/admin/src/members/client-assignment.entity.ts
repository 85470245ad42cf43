import { exactText } from '@portcullis/oauth';
import { Entity, PrimaryColumn } from 'typeorm';

/** A client that a limited client manager may manage. Whoever registers a client is assigned to it. */
@Entity({ name: 'admin_client_assignment', synchronize: false })
export class ClientAssignment {
  @PrimaryColumn({ ...exactText })
  subject: string;

  @PrimaryColumn({ ...exactText, name: 'client_id' })
  clientId: string;
}
