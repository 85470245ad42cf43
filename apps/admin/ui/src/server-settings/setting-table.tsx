import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSpans } from '../shell/use-spans.js';
import classes from '../token-preview/token-preview.module.css';
import type { Setting } from './types.js';

/** Options whose numbers are seconds. */
const SECONDS = /^(lifetimes\.|.*[sS]econds$)/;

/** Options, what they are set to, and who has set them. */
export function SettingTable({
  caption,
  settings,
}: {
  caption: string;
  settings: readonly Setting[];
}): ReactNode {
  const { t } = useTranslation();
  return (
    <table className={`${classes.claims} ${classes.settings}`} aria-label={caption}>
      <thead>
        <tr>
          <th scope="col">{t('serverSettings.option')}</th>
          <th scope="col">{t('serverSettings.value')}</th>
          <th scope="col">{t('serverSettings.source')}</th>
        </tr>
      </thead>
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.name}>
            <th scope="row" className="mono">
              {setting.name}
            </th>
            <td>
              <Value setting={setting} />
            </td>
            <td className={classes.origin}>
              <Source setting={setting} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ setting: { name, value } }: { setting: Setting }): ReactNode {
  const { t } = useTranslation();
  const spans = useSpans();
  const parsed = value === null ? null : (JSON.parse(value) as unknown);
  if (parsed === null || (Array.isArray(parsed) && parsed.length === 0)) {
    return (
      <Text span size="sm" c="dimmed">
        {t('serverSettings.unset')}
      </Text>
    );
  }
  if (typeof parsed === 'boolean') return t(parsed ? 'serverSettings.on' : 'serverSettings.off');
  if (typeof parsed === 'number' && parsed > 0 && SECONDS.test(name)) return spans.seconds(parsed);
  const isList = Array.isArray(parsed) && parsed.every((item) => typeof item === 'string');
  const text = isList ? parsed.join(' ') : typeof parsed === 'string' ? parsed : value;
  return <span className="mono">{text}</span>;
}

function Source({ setting: { source, variable } }: { setting: Setting }): ReactNode {
  const { t } = useTranslation();
  if (source === 'environment') {
    return (
      <>
        {t('serverSettings.sources.environment')} <span className="mono">{variable}</span>
      </>
    );
  }
  return source === 'option' ? (
    t('serverSettings.sources.option')
  ) : (
    <Text span size="sm" c="dimmed">
      {t('serverSettings.sources.default')}
    </Text>
  );
}
