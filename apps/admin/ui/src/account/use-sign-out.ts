import { useTranslation } from 'react-i18next';
import { send } from '../api/call.js';
import { useNotify } from '../shell/use-notify.js';

/** Ends the session here and at the authorization server, and leaves. */
export function useSignOut(): () => Promise<void> {
  const { t } = useTranslation();
  const notify = useNotify();
  return async () => {
    try {
      const { location } = await send<{ location: string | null }>('POST', '/sign-out');
      // A fresh page: nothing of the session stays in memory.
      window.location.assign(location ?? '/signed-out');
    } catch {
      notify.failed(t('app.signOutFailed'));
    }
  };
}
