import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { addressOf } from '../api/call.js';
import { auditQueryOf } from './audit-query.js';

/** Downloads exactly what the list is narrowed to. */
export function ExportMenu(): ReactNode {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const query = auditQueryOf(address);
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="default">{t('audit.export')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'ndjson'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={addressOf('/api/audit/export', {}, { ...query, format })}
            download
          >
            {t(`audit.formats.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
