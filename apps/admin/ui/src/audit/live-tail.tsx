import { Button, Group, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { DataTable } from '../lists/data-table.js';
import { auditQueryOf } from './audit-query.js';
import { useAuditColumns } from './use-audit-columns.js';
import { useLiveEvents, type LiveState } from './use-live-events.js';

/** New events that fit the filters, as they come. Pausing holds the rows still; nothing is lost. */
export function LiveTail({ onStop }: { onStop: () => void }): ReactNode {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const live = useLiveEvents(auditQueryOf(address));
  const [held, setHeld] = useState<LiveState | null>(null);
  const columns = useAuditColumns();
  const shown = held ?? live;
  const waiting = held ? live.count - held.count : 0;
  return (
    <section className="card" aria-labelledby="live">
      <Group justify="space-between" mb={shown.events.length > 0 ? 'md' : 0}>
        <div>
          <Title order={2} size="h4" id="live">
            {t('audit.live.title')}
          </Title>
          {/* The number and not the rows: whoever listens is told that there is something, and reads it when they like. */}
          <Text size="sm" c="dimmed" role="status">
            {live.connection === 'ended'
              ? t('audit.live.ended')
              : live.connection === 'connecting'
                ? t('audit.live.connecting')
                : held
                  ? t('audit.live.waiting', { count: waiting })
                  : t('audit.live.count', { count: live.count })}
          </Text>
        </div>
        <Group gap="xs">
          <Button variant="default" onClick={() => setHeld(held ? null : live)}>
            {t(held ? 'audit.live.resume' : 'audit.live.pause')}
          </Button>
          <Button variant="subtle" onClick={onStop}>
            {t('audit.live.stop')}
          </Button>
        </Group>
      </Group>
      {shown.events.length > 0 && (
        <DataTable
          caption={t('audit.live.title')}
          columns={columns.filter(({ optional }) => !optional)}
          rows={shown.events}
          rowKey={({ reference }) => reference}
        />
      )}
    </section>
  );
}
