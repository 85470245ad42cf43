import { createHmac } from 'node:crypto';
import { deriveKey } from '../primitives/seal.js';
import type { AuditEvent } from './audit-event.entity.js';
import type { AuditSeal } from './audit-seal.entity.js';

/** What stands before the first seal. */
export const NO_HASH = Buffer.alloc(32);

/** The format of both serialisations; another one needs another number. */
const VERSION = 1;

/**
 * Computes what a seal holds. The key comes from the master key, which is not in the database: whoever can write there
 * cannot make a seal. The digest of a single event is keyed as well, or a deleted event with few possible contents could
 * be guessed from it.
 */
export class ChainKey {
  private readonly key: Buffer;

  constructor(masterKey: string) {
    this.key = deriveKey(masterKey, 'audit chain');
  }

  /** @param event as the database gives it, so that both times the same is read */
  digestOf({ id, at, event, actor, actorName, clientId, subject, source, data }: AuditEvent): Buffer {
    const content = [
      VERSION,
      id,
      at,
      event,
      actor,
      actorName ?? null,
      clientId,
      subject,
      source ?? null,
      data,
    ];
    return createHmac('sha256', this.key).update('event').update(JSON.stringify(content)).digest();
  }

  hashOf({ number, sealedAt, first, upTo, entries, previous }: Omit<AuditSeal, 'hash' | 'events'>): Buffer {
    const head = JSON.stringify([
      VERSION,
      number,
      sealedAt,
      first,
      upTo.toString('hex'),
      previous.toString('hex'),
    ]);
    return createHmac('sha256', this.key).update('seal').update(head).update(entries).digest();
  }
}
