import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { sentenceKey } from './sentence-key.js';
import type { AuditEvent } from './types.js';

/** Says an event as a sentence, by the names of those who were in it. */
export function useSentence(): (event: AuditEvent) => string {
  const { t, i18n } = useTranslation();
  return (event) => {
    const key = sentenceKey(event);
    // An event of a host, or one that a later version has written.
    if (!i18n.exists(key)) return t('audit.otherEvent', { event: event.event });
    return t(key as 'audit.sentence.client.created', namesIn(event, t));
  };
}

function namesIn(
  { actor, target, client, data }: AuditEvent,
  t: TFunction,
): { actor: string; target: string; client: string; thing: string } {
  return {
    actor: actor ? (actor.name ?? actor.subject) : t('audit.somebody'),
    target: target ? (target.name ?? target.subject) : t('audit.someone'),
    client: client ? (client.name ?? client.clientId) : t('audit.server'),
    thing: thingIn(data) ?? '?',
  };
}

/** A sentence is one line or two; the whole value is among the facts. Characters. */
const MOST_SHOWN = 80;

/** What the event is about, where that is neither a person nor a client. */
function thingIn(data: Readonly<Record<string, unknown>>): string | undefined {
  const thing = ['scope', 'resource', 'kid', 'name', 'received']
    .map((name) => data[name])
    .find((value) => typeof value === 'string');
  return thing !== undefined && thing.length > MOST_SHOWN ? `${thing.slice(0, MOST_SHOWN)}…` : thing;
}
