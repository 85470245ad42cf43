import { Text, Timeline, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../shell/icon.js';
import { useDates } from '../shell/use-dates.js';
import { stepsOf, type FamilyStep } from './family-steps.js';
import { clientOf, userOf } from './grant-list.js';
import type { GrantEvent, GrantFamily } from './types.js';

interface Told {
  readonly title: string;
  readonly lines: readonly string[];
  readonly icon: IconName;
  readonly color: string;
}

/** What came of a grant, as a line through time. Reuse stands out by a sign, a colour and a word. */
export function GrantTimeline({ family }: { family: GrantFamily }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const tell = useWords(family);
  const steps = stepsOf(family, Date.now());
  return (
    <section className="card" aria-labelledby="tree">
      <Title order={2} size="h4" id="tree">
        {t('grant.tree')}
      </Title>
      <Text c="dimmed" size="sm" mb="lg">
        {t('grant.treeText')}
      </Text>
      <Timeline bulletSize={26} lineWidth={2} active={steps.length} color="indigo">
        {steps.map((step, i) => {
          const { title, lines, icon, color } = tell(step);
          return (
            <Timeline.Item
              key={i}
              bullet={<Icon name={icon} size={14} />}
              color={color}
              title={
                <Text span fw={600} c={color === 'red' ? 'var(--mantine-color-error)' : undefined}>
                  {title}
                </Text>
              }
            >
              {step.at !== null && (
                <Text size="sm" c="dimmed">
                  <time dateTime={step.at}>{dates.dateTime(step.at)}</time>
                </Text>
              )}
              {lines.map((line) => (
                <Text size="sm" key={line}>
                  {line}
                </Text>
              ))}
            </Timeline.Item>
          );
        })}
      </Timeline>
    </section>
  );
}

function useWords(family: GrantFamily): (step: FamilyStep) => Told {
  const { t } = useTranslation();
  const dates = useDates();
  const names = { user: userOf(family), client: clientOf(family) };

  const ofCode = (code: NonNullable<GrantFamily['code']>): Told => {
    if (code.redeemedAt !== null) {
      const title = t(code.kind === 'device_code' ? 'grant.step.deviceRedeemed' : 'grant.step.codeRedeemed');
      return {
        title,
        lines: code.redirectUri === null ? [] : [code.redirectUri],
        icon: 'check',
        color: 'indigo',
      };
    }
    const isWaiting = family.state === 'live' && Date.parse(code.expiresAt) > Date.now();
    return {
      title: t(isWaiting ? 'grant.step.codeWaiting' : 'grant.step.codeUnused'),
      lines: isWaiting ? [t('grant.step.until', { when: dates.dateTime(code.expiresAt) })] : [],
      icon: 'next',
      color: 'gray',
    };
  };

  const ofEvent = (event: GrantEvent): Told => {
    const reference = t('grant.step.inAudit', { reference: event.reference });
    if (!event.isReuse) {
      const title = t(event.actor === null ? 'grant.step.clientRevoked' : 'grant.step.adminRevoked');
      return { title, lines: [reference], icon: 'warning', color: 'gray' };
    }
    const lines = [t('grant.step.reuseEffect'), reference];
    return { title: titleOfReuse(event), lines, icon: 'warning', color: 'red' };
  };

  const titleOfReuse = ({ event, presented: generation }: GrantEvent): string => {
    if (event === 'authorization_code.replayed') return t('grant.step.codeReplayed');
    if (event === 'device_code.replayed') return t('grant.step.deviceReplayed');
    return generation === null
      ? t('grant.step.refreshReusedUnknown')
      : t('grant.step.refreshReused', { generation });
  };

  return (step) => {
    switch (step.kind) {
      case 'allowed': {
        const when = dates.dateTime(family.authenticatedAt);
        const methods = family.amr?.join(', ');
        const signedIn = methods
          ? t('grant.step.signedInBy', { when, methods })
          : t('grant.step.signedInAt', { when });
        return { title: t('grant.step.allowed', names), lines: [signedIn], icon: 'person', color: 'indigo' };
      }
      case 'code':
        return ofCode(step.code);
      case 'code-forgotten':
        return { title: t('grant.step.codeForgotten'), lines: [], icon: 'check', color: 'gray' };
      case 'earlier':
        return {
          title: t('grant.step.earlier', { count: step.count }),
          lines: [t('grant.step.earlierText')],
          icon: 'grant',
          color: 'gray',
        };
      case 'refresh-token': {
        const { token, isLatest } = step;
        const isCurrent = isLatest && family.state === 'live';
        const ends = dates.dateTime(family.refreshToken!.idleExpiresAt);
        const lines = [
          isCurrent
            ? t('grant.step.refreshCurrent', { when: ends })
            : isLatest
              ? t('grant.step.refreshLast')
              : t('grant.step.refreshReplaced', { when: dates.dateTime(token.rotatedAt!) }),
        ];
        if (isLatest && family.refreshToken!.keyBound) lines.push(t('grant.step.keyBound'));
        const title = t('grant.step.refreshToken', { generation: token.generation });
        return { title, lines, icon: 'grant', color: isCurrent ? 'teal' : 'indigo' };
      }
      case 'event':
        return ofEvent(step.event);
      case 'revoked':
      case 'expired':
        return { title: t(`grant.step.${step.kind}`), lines: [], icon: 'warning', color: 'gray' };
    }
  };
}
