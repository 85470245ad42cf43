import type { Client } from './client.entity.js';

/** Where a page of clients ended. */
export interface ClientCursor {
  readonly name: string;
  readonly clientId: string;
}

/** Opaque to whoever passes it back. */
export function writeCursor({ name, clientId }: Client): string {
  return Buffer.from(JSON.stringify([name, clientId])).toString('base64url');
}

/** A cursor that is not one of ours starts at the beginning. */
export function readCursor(cursor: string): ClientCursor | undefined {
  try {
    const [name, clientId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    return typeof name === 'string' && typeof clientId === 'string' ? { name, clientId } : undefined;
  } catch {
    return undefined;
  }
}
