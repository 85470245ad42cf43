import type { ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shell/copy-button.js';
import { curlOf, type ApiCall } from './curl.js';

/** Beside the button of a form: the call that the button makes, for a script. */
export function CopyAsCurl({ call, ...props }: { call: ApiCall } & ButtonProps): ReactNode {
  const { t } = useTranslation();
  return (
    <CopyButton value={curlOf(call, window.location.origin)} size="sm" variant="subtle" {...props}>
      {t('app.copyAsCurl')}
    </CopyButton>
  );
}
