import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shell/copy-button.js';
import { headOf, parametersOf, prettyJson } from './wire-text.js';
import classes from './playground.module.css';
import type { Exchange } from './types.js';
import { Verdict } from './verdict.js';

/** Everything that was sent and received, the latest first. */
export function ExchangeList({ exchanges }: { exchanges: readonly Exchange[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby="exchanges">
      <Title order={2} size="h4" id="exchanges" mb="md">
        {t('playground.exchanges')}
      </Title>
      <ol className={classes.exchanges} reversed>
        {exchanges
          .map((exchange, index) => (
            <li key={`${index} ${exchange.at}`}>
              <OneExchange exchange={exchange} isLast={index === exchanges.length - 1} number={index + 1} />
            </li>
          ))
          .toReversed()}
      </ol>
    </section>
  );
}

interface OneExchangeProps {
  readonly exchange: Exchange;
  readonly isLast: boolean;
  readonly number: number;
}

function OneExchange({ exchange, isLast, number }: OneExchangeProps): ReactNode {
  const { t } = useTranslation();
  const { step, request, response, curl, milliseconds } = exchange;
  const title = t(`playground.steps.${step}`);
  return (
    <details className={classes.exchange} open={isLast}>
      <summary className={classes.summary}>
        <span className={classes.number}>{number}</span>
        <Text span fw={550}>
          {title}
        </Text>
        {response && <Verdict good={response.status < 400}>{String(response.status)}</Verdict>}
        <Outcome exchange={exchange} />
        {response && (
          <Text span size="xs" c="dimmed" ml="auto">
            {t('playground.milliseconds', { count: milliseconds })}
          </Text>
        )}
      </summary>
      <Wire label={t('playground.request', { step: title })} text={headOf(request)}>
        {parametersOf(request)}
      </Wire>
      {response && (
        <Wire
          label={t('playground.response', { step: title })}
          text={[
            `HTTP ${response.status}`,
            ...response.headers.map(({ name, value }) => `${name}: ${value}`),
          ].join('\n')}
        >
          {prettyJson(response.body)}
        </Wire>
      )}
      <Group gap="xs" mt="sm">
        {curl && <CopyButton value={curl}>{t('playground.curl')}</CopyButton>}
        {!response && (
          <Text size="sm" c="dimmed">
            {t('playground.throughBrowser')}
          </Text>
        )}
      </Group>
    </details>
  );
}

/** What the answer to an experiment means. */
function Outcome({ exchange: { step, response } }: { exchange: Exchange }): ReactNode {
  const { t } = useTranslation();
  if (!response) return null;
  const text =
    step === 'replay'
      ? t(response.status === 200 ? 'playground.replayRepeated' : 'playground.replayRefused')
      : step === 'introspect' && response.status === 200
        ? t(response.body.includes('"active":true') ? 'playground.active' : 'playground.inactive')
        : null;
  return text ? (
    <Text span size="sm">
      {text}
    </Text>
  ) : null;
}

function Wire({ label, text, children }: { label: string; text: string; children: string }): ReactNode {
  return (
    <pre className={classes.wire} tabIndex={0} role="region" aria-label={label}>
      <span className={classes.head}>{text}</span>
      {children && `\n\n${children}`}
    </pre>
  );
}
