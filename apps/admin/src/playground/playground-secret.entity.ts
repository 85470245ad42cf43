import { binary, exactText } from '@portcullis/oauth';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The secret of the playground's own client, sealed: every process of this app authenticates with it. */
@Entity({ name: 'admin_playground_secret', synchronize: false })
export class PlaygroundSecret {
  @PrimaryColumn({ ...exactText, name: 'client_id' })
  clientId: string;

  @Column(binary)
  sealed: Buffer;
}
