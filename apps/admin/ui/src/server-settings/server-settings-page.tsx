import { Anchor, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { PageTitle } from '../shell/page-title.js';
import { PreviewProblem } from '../token-preview/preview-problem.js';
import { SettingTable } from './setting-table.js';
import { GROUPS, grouped } from './setting-groups.js';
import type { ServerSettings, Setting } from './types.js';

/** What is in force, to read: settings are changed where the servers are started. */
export function ServerSettingsPage(): ReactNode {
  const { t } = useTranslation();
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['server-settings'],
    queryFn: () => call('get', '/api/configuration'),
  });
  return (
    <div className="page">
      <PageTitle>{t('serverSettings.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('serverSettings.lead')}
      </Text>
      {isError && <PreviewProblem problem={error} onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton height={320} aria-label={t('app.loading')} role="status" />}
      {data && <Groups settings={data} />}
    </div>
  );
}

function Groups({ settings }: { settings: ServerSettings }): ReactNode {
  const { t } = useTranslation();
  const groups = grouped(settings.server);
  return (
    <>
      {GROUPS.map(({ key }) => (
        <Section key={key} id={key} title={t(`serverSettings.groups.${key}`)} settings={groups.get(key)!}>
          {key === 'branding' && <Gallery address={settings.gallery} />}
        </Section>
      ))}
      <Section id="admin" title={t('serverSettings.groups.admin')} settings={settings.admin} />
    </>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly settings: readonly Setting[];
  readonly children?: ReactNode;
}

function Section({ id, title, settings, children }: SectionProps): ReactNode {
  return (
    <section className="card" aria-labelledby={id}>
      <Title order={2} size="h4" id={id} mb="md">
        {title}
      </Title>
      {children}
      <SettingTable caption={title} settings={settings} />
    </section>
  );
}

function Gallery({ address }: { address: string | null }): ReactNode {
  const { t } = useTranslation();
  return (
    <Text size="sm" mb="md">
      {address ? (
        <Anchor href={address} target="_blank" rel="noreferrer">
          {t('serverSettings.gallery')}
        </Anchor>
      ) : (
        t('serverSettings.galleryOff')
      )}
    </Text>
  );
}
