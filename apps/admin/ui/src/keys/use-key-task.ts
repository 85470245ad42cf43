import { useSearchParams } from 'react-router';

export const KEY_TASKS = ['rotate', 'activate', 'retire', 'delete'] as const;

export type KeyTask = (typeof KEY_TASKS)[number];

/** What somebody is about to do. It stands in the address, so that it is open again after a step-up. */
export interface OpenTask {
  readonly task: KeyTask | null;
  readonly kid: string;
  open(task: KeyTask, kid?: string): void;
  close(): void;
}

export function useKeyTask(): OpenTask {
  const [parameters, setParameters] = useSearchParams();
  const name = parameters.get('do');
  return {
    task: KEY_TASKS.find((task) => task === name) ?? null,
    kid: parameters.get('kid') ?? '',
    open: (task, kid = '') => setParameters({ do: task, ...(kid && { kid }) }),
    close: () => setParameters({}),
  };
}
