import { Badge, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSpans } from '../shell/use-spans.js';
import { ClaimTable } from './claim-table.js';
import type { Preview, PreviewedClaims } from './types.js';

/** One card for each place in which claims are told. */
export function PreviewCards({ preview }: { preview: Preview }): ReactNode {
  const { t } = useTranslation();
  const spans = useSpans();
  const { accessToken, idToken, userinfo, refreshToken } = preview;
  const lifetime = (seconds: number): string => t('tokenPreview.lifetime', { span: spans.seconds(seconds) });
  return (
    <>
      <Text mt="xl" mb="md" role="status">
        {preview.user
          ? t('tokenPreview.answerUser', { user: preview.user.username, subject: preview.user.subject })
          : t('tokenPreview.answerClient')}
        {refreshToken &&
          ` ${t('tokenPreview.refresh', {
            idle: spans.seconds(refreshToken.idle),
            absolute: spans.seconds(refreshToken.absolute),
          })}`}
      </Text>
      <Card
        id="access-token"
        title={t('tokenPreview.accessToken')}
        tags={[
          accessToken.format === 'jwt'
            ? t('tokenPreview.jwt', { alg: accessToken.alg })
            : t('tokenPreview.opaque'),
          lifetime(accessToken.expiresIn),
        ]}
        lead={accessToken.format === 'jwt' ? undefined : t('tokenPreview.opaqueText')}
        content={accessToken}
      />
      <Card
        id="id-token"
        title={t('tokenPreview.idToken')}
        tags={idToken ? [t('tokenPreview.jwt', { alg: idToken.alg }), lifetime(idToken.expiresIn)] : []}
        lead={idToken ? undefined : t(preview.user ? 'tokenPreview.needsOpenid' : 'tokenPreview.noUser')}
        content={idToken}
      />
      <Card
        id="userinfo"
        title={t('tokenPreview.userinfo')}
        tags={[]}
        lead={
          userinfo
            ? t('tokenPreview.userinfoText')
            : t(preview.user ? 'tokenPreview.needsOpenid' : 'tokenPreview.noUser')
        }
        content={userinfo}
      />
    </>
  );
}

interface CardProps {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly lead: string | undefined;
  readonly content: PreviewedClaims | null;
}

function Card({ id, title, tags, lead, content }: CardProps): ReactNode {
  return (
    <section className="card" aria-labelledby={id}>
      <Group gap="xs" mb={lead ? 4 : 'md'}>
        <Title order={2} size="h4" id={id} mr="xs">
          {title}
        </Title>
        {tags.map((tag) => (
          <Badge key={tag} variant="default" tt="none" fw={500}>
            {tag}
          </Badge>
        ))}
      </Group>
      {lead && (
        <Text size="sm" c="dimmed" mb={content ? 'md' : 0}>
          {lead}
        </Text>
      )}
      {content && <ClaimTable caption={title} content={content} />}
    </section>
  );
}
