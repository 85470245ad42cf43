import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAllowed } from '../session/use-permission.js';
import { PageTitle } from '../shell/page-title.js';
import { AuditList } from './audit-list.js';
import { ChainStatus } from './chain-status.js';
import { ExportMenu } from './export-menu.js';
import { LiveTail } from './live-tail.js';
import { Presets } from './presets.js';
import classes from './audit-page.module.css';

export function AuditPage(): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const [isLive, setLive] = useState(false);
  return (
    <div className={`page ${classes.page}`}>
      <Group justify="space-between" align="flex-start" mb="sm">
        <div className={classes.title}>
          <PageTitle>{t('audit.title')}</PageTitle>
          <Text c="dimmed">{t('audit.lead')}</Text>
        </div>
        <Group gap="xs">
          {!isLive && (
            <Button variant="default" onClick={() => setLive(true)}>
              {t('audit.live.start')}
            </Button>
          )}
          {allowed('audit.export') && <ExportMenu />}
        </Group>
      </Group>
      <ChainStatus />
      <Presets />
      {isLive && <LiveTail onStop={() => setLive(false)} />}
      <AuditList />
    </div>
  );
}
