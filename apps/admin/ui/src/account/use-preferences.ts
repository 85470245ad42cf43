import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { problemText } from '../api/problem-alert.js';
import type { Session } from '../api/types.js';
import { showLanguage, type Language } from '../messages/i18n.js';
import { useSession } from '../session/session-context.js';
import { useNotify } from '../shell/use-notify.js';

export interface PreferenceChoices {
  /** Null: as each browser wishes. */
  readonly language: Language | null;
  readonly shortcuts: boolean;
  chooseLanguage(language: Language | null): Promise<void>;
  switchShortcuts(on: boolean): Promise<void>;
}

/** What the person has chosen: takes effect at once, and is remembered for every browser they sign in with. */
export function usePreferences(): PreferenceChoices {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const notify = useNotify();
  const { language, shortcuts } = useSession().preferences;

  const remember = async (changes: { language?: Language | null; shortcuts?: boolean }): Promise<void> => {
    const show = (preferences: Partial<Session['preferences']>): void => {
      queries.setQueryData<Session>(
        ['session'],
        (session) => session && { ...session, preferences: { ...session.preferences, ...preferences } },
      );
    };
    show(changes);
    try {
      show(await call('patch', '/api/account/preferences', { body: changes }));
    } catch (problem) {
      show({ language, shortcuts });
      notify.failed(problemText(problem, t));
    }
  };

  return {
    language,
    shortcuts,
    chooseLanguage: async (chosen) => {
      await Promise.all([showLanguage(chosen), remember({ language: chosen })]);
    },
    switchShortcuts: (on) => remember({ shortcuts: on }),
  };
}
