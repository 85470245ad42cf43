import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { webcrypto } from 'node:crypto';
import { binary, exactText, instant, json } from '../storage/columns.js';
import type { SigningAlgorithm } from '../clients/client.entity.js';

/**
 * A signing key. Its state is not stored but follows from the clock: the newest activated key of an algorithm is
 * active, later ones are next, earlier ones retiring. The primary key (algorithm, sequence) lets several processes
 * that start together agree on one key without a lock.
 */
@Entity({ name: 'oauth_signing_key', synchronize: false })
export class SigningKey {
  @PrimaryColumn({ name: 'alg', ...exactText }) alg: SigningAlgorithm;
  @PrimaryColumn({ name: 'sequence', type: 'int' }) sequence: number;
  @Column({ name: 'kid', ...exactText }) kid: string;
  @Column({ name: 'public_jwk', ...json }) publicJwk: webcrypto.JsonWebKey;
  /** PKCS #8, encrypted with a key derived from the master key. */
  @Column({ name: 'sealed_private_key', ...binary }) sealedPrivateKey: Buffer;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'activates_at', ...instant }) activatesAt: number;
  /** Somebody ended it before its time: from then on nothing it has signed is good. */
  @Column({ name: 'retired_at', ...instant, nullable: true }) retiredAt: number | null;
}
