import { Injectable } from '@nestjs/common';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import { bcryptCost, MAX_BCRYPT_BYTES, MAX_BCRYPT_COST, noDigest } from './bcrypt-secrets.js';
import { ClientSecret } from './client-secret.entity.js';
import { Clients } from './clients.js';

/** A secret as another server kept it. */
export type KeptSecret = { readonly bcrypt: string } | { readonly value: string };

/** A value of this many characters, and of so many different ones, was generated and not thought up. */
const GENERATED_LENGTH = 32;
const GENERATED_VARIETY = 12;

const COST = 10;

/** The secret cannot be taken over. */
export class UnfitSecret extends Error {}

/** Takes over secrets that clients have already, from the server that they used before. */
@Injectable()
export class AdoptedSecrets {
  constructor(
    private readonly database: Database,
    private readonly clients: Clients,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @param clientId a registered, confidential client
   * @throws UnfitSecret
   */
  async adopt(clientId: string, kept: KeptSecret, actor: Actor): Promise<void> {
    const createdAt = this.clock.now();
    const secret: ClientSecret = {
      id: idToText(timeOrderedId(createdAt)),
      clientId,
      name: 'Imported secret',
      prefix: '',
      ...(await stored(kept)),
      createdAt,
      createdBy: actor.name,
      expiresAt: null,
      lastUsedAt: null,
      disabledAt: null,
    };
    await this.database.unit(async (rows) => {
      await rows.insert(ClientSecret, secret);
      const data = { id: secret.id, name: secret.name, kind: secret.bcrypt ? 'bcrypt' : 'sha256' };
      await this.audit.record('client_secret.adopted', { actor, clientId, data }, rows);
    });
    this.clients.forget(clientId);
  }
}

/** @throws UnfitSecret */
export function checkKept(kept: KeptSecret): void {
  if ('value' in kept) {
    if (kept.value === '') throw new UnfitSecret('it is empty');
    if (!isGenerated(kept.value) && Buffer.byteLength(kept.value) > MAX_BCRYPT_BYTES)
      throw new UnfitSecret(`it has more than ${MAX_BCRYPT_BYTES} bytes`);
    return;
  }
  const cost = bcryptCost(kept.bcrypt);
  if (cost === undefined) throw new UnfitSecret('it is no bcrypt hash');
  if (cost > MAX_BCRYPT_COST)
    throw new UnfitSecret(`its bcrypt cost is ${cost}, more than ${MAX_BCRYPT_COST}`);
}

async function stored(kept: KeptSecret): Promise<Pick<ClientSecret, 'digest' | 'bcrypt'>> {
  checkKept(kept);
  // SHA-256 protects what nobody can guess; what somebody thought up takes something slow.
  if ('value' in kept && isGenerated(kept.value)) return { digest: sha256(kept.value), bcrypt: null };
  const bcrypt = 'value' in kept ? await bcryptHash(kept.value, { cost: COST }) : kept.bcrypt;
  return { digest: noDigest(bcrypt), bcrypt };
}

function isGenerated(value: string): boolean {
  return value.length >= GENERATED_LENGTH && new Set(value).size >= GENERATED_VARIETY && !/\s/.test(value);
}
