import { randomBytes } from 'node:crypto';
import type { Actor } from '../audit/actor.js';
import { sha256 } from '../primitives/digest.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import type { ClientSecret } from './client-secret.entity.js';

/** A secret at the only moment its value exists outside the client. */
export interface NewSecret {
  readonly id: string;
  readonly name: string;
  /** The first characters of the value, to tell secrets apart in a list. */
  readonly prefix: string;
  /** For the client; it cannot be read again. */
  readonly value: string;
  /** Milliseconds since the epoch; null: it never ends. */
  readonly expiresAt: number | null;
}

const PREFIX = 'pcs_';

/**
 * 256 random bits; the prefix makes a leaked one recognisable to secret scanners.
 *
 * @returns what to store, and what to show this once
 */
export function mintSecret(
  secret: Pick<ClientSecret, 'clientId' | 'name' | 'expiresAt' | 'createdAt'>,
  actor: Actor,
): { row: ClientSecret; shown: NewSecret } {
  const value = PREFIX + randomBytes(32).toString('base64url');
  const id = idToText(timeOrderedId(secret.createdAt));
  const prefix = value.slice(0, PREFIX.length + 4);
  const row: ClientSecret = {
    ...secret,
    id,
    prefix,
    digest: sha256(value),
    bcrypt: null,
    createdBy: actor.name,
    lastUsedAt: null,
    disabledAt: null,
  };
  return { row, shown: { id, name: secret.name, prefix, value, expiresAt: secret.expiresAt } };
}
