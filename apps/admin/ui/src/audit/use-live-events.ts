import { useEffect, useState } from 'react';
import { addressOf } from '../api/call.js';
import type { AuditQuery } from './audit-query.js';
import type { AuditEvent } from './types.js';

/** More than this is for the list. */
const MOST = 50;

export interface LiveState {
  /** The newest first. */
  readonly events: readonly AuditEvent[];
  readonly count: number;
  /** `ended`: the session is over, or what this person may read has changed. */
  readonly connection: 'connecting' | 'open' | 'ended';
}

const NOTHING: LiveState = { events: [], count: 0, connection: 'connecting' };

/** Follows the log as it grows, for as long as it is shown. */
export function useLiveEvents(query: AuditQuery): LiveState {
  const address = addressOf('/api/audit/live', {}, { ...query });
  const [state, setState] = useState<LiveState & { readonly of: string }>({ ...NOTHING, of: address });
  useEffect(() => {
    const source = new EventSource(address);
    const change = (next: (now: LiveState) => LiveState): void =>
      setState((now) => ({ ...next(now.of === address ? now : NOTHING), of: address }));
    source.addEventListener('open', () => change((now) => ({ ...now, connection: 'open' })));
    source.addEventListener('error', () =>
      change((now) => ({
        ...now,
        connection: source.readyState === EventSource.CLOSED ? 'ended' : 'connecting',
      })),
    );
    source.addEventListener('audit', ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as AuditEvent;
      change((now) => ({ ...now, events: [event, ...now.events].slice(0, MOST), count: now.count + 1 }));
    });
    return () => source.close();
  }, [address]);
  return state.of === address ? state : NOTHING;
}
