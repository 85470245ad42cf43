import { useState } from 'react';
import { Problem } from '../api/problem.js';
import { problemsOf, type SettingsDraft, type SettingsProblems } from './settings-draft.js';
import type { SettingsForm } from './settings-form.js';

interface SettingsFormState extends SettingsForm {
  /** Looks at every field. @returns true when all of them can be sent */
  readonly checkAll: () => boolean;
  /** Shows what the server said about single fields. */
  readonly refuse: (problem: unknown) => void;
  readonly reset: (draft: SettingsDraft) => void;
}

/** The state of a form over settings. */
export function useSettingsFormState(initial: SettingsDraft): SettingsFormState {
  const [draft, setDraft] = useState(initial);
  const [problems, setProblems] = useState<SettingsProblems>({});
  return {
    draft,
    isPublic: draft.tokenEndpointAuthMethod === 'none',
    set: (part) => {
      setDraft((before) => ({ ...before, ...part }));
      setProblems((before) =>
        Object.fromEntries(Object.entries(before).filter(([field]) => !(field in part))),
      );
    },
    check: (field) => {
      const found = problemsOf(draft)[field];
      // A field that was left empty is not wrong before the form is sent.
      setProblems((before) => ({ ...before, [field]: found?.filter(({ reason }) => reason !== 'missing') }));
    },
    problemsWith: (field) => problems[field],
    checkAll: () => {
      const found = problemsOf(draft);
      setProblems(found);
      return Object.keys(found).length === 0;
    },
    refuse: (problem) => {
      if (!(problem instanceof Problem)) return;
      const said = problem.fields.map(({ field, message }) => [field, [{ reason: 'refused', message }]]);
      setProblems(Object.fromEntries(said) as SettingsProblems);
    },
    reset: (next) => {
      setDraft(next);
      setProblems({});
    },
  };
}
