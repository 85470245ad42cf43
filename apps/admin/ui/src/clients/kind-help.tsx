import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './client-fields.module.css';
import { CLIENT_KINDS, type ClientKind } from './client-kind.js';

/** For those who want to know: what each kind sets, in the words of OAuth. */
export function KindHelp({ kind }: { kind: ClientKind }): ReactNode {
  const { t } = useTranslation();
  return (
    <details className={classes.help}>
      <summary className={classes.summary}>{t('newClient.help')}</summary>
      <dl className="facts">
        {CLIENT_KINDS.map((each) => (
          <div key={each} className={classes.helpRow} data-current={each === kind || undefined}>
            <dt>{t(`kinds.${each}.title`)}</dt>
            <dd>{t(`kinds.${each}.sets`)}</dd>
          </div>
        ))}
      </dl>
      <Text size="sm" mt="md">
        {t('newClient.helpText')}
      </Text>
    </details>
  );
}
