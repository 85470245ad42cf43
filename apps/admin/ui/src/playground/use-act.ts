import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.js';
import type { Act, Run } from './types.js';

export interface Acting {
  /** The act that is under way. */
  readonly busy: Act | null;
  readonly failure: unknown;
  act(act: Act): Promise<void>;
}

/** Does something with a run, and shows it as it is afterwards. */
export function useAct({ id }: Run): Acting {
  const queries = useQueryClient();
  const [busy, setBusy] = useState<Act | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  return {
    busy,
    failure,
    act: async (act) => {
      setBusy(act);
      setFailure(null);
      try {
        const run = await call('post', '/api/playground/runs/{id}/acts', { path: { id }, body: { act } });
        queries.setQueryData(['playground-run', id], run);
      } catch (problem) {
        setFailure(problem);
      } finally {
        setBusy(null);
      }
    },
  };
}
