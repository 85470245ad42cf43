import { useTranslation } from 'react-i18next';
import { DEVICE_CODE } from './client-kind.js';

/** The grants that have a name for people. */
export const NAMED_GRANTS = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  DEVICE_CODE,
] as const;

/** The name of a grant in words; undefined for one that only its own server knows. */
export function useGrantNames(): (grant: string) => string | undefined {
  const { t } = useTranslation();
  return (grant) => {
    switch (grant) {
      case 'authorization_code':
      case 'refresh_token':
      case 'client_credentials':
        return t(`grantTypes.${grant}`);
      case DEVICE_CODE:
        return t('grantTypes.device_code');
      default:
        return undefined;
    }
  };
}
