import type { AuditEvent } from './types.js';

/** Where the sentence of an event is among the messages. A refused request may come from nobody who is known. */
export function sentenceKey({ event, client, data }: Pick<AuditEvent, 'event' | 'client' | 'data'>): string {
  if (event !== 'authorization_request.refused' || client !== null) return `audit.sentence.${event}`;
  if (data['kind'] !== 'unknown-client') return 'audit.refusedRequest.other';
  return `audit.refusedRequest.${typeof data['received'] === 'string' ? 'unknownClient' : 'noClientId'}`;
}
