import { createContext, useContext } from 'react';
import type { SettingsDraft, SettingsProblem } from './settings-draft.js';

/** A form over a client's settings, as its fields see it. */
export interface SettingsForm {
  readonly draft: SettingsDraft;
  readonly set: (part: Partial<SettingsDraft>) => void;
  /** The field was left: a good moment to check it. */
  readonly check: (field: keyof SettingsDraft) => void;
  readonly problemsWith: (field: keyof SettingsDraft) => readonly SettingsProblem[] | undefined;
  /** It has no secret and no key: nothing to authenticate with. */
  readonly isPublic: boolean;
}

export const SettingsFormContext = createContext<SettingsForm | null>(null);

/** Only inside a form over settings. */
export function useSettingsForm(): SettingsForm {
  const form = useContext(SettingsFormContext);
  if (!form) throw new Error('useSettingsForm() needs a form over settings around it');
  return form;
}
