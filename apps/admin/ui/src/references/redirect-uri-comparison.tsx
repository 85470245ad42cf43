import { Text, Title } from '@mantine/core';
import { explainRedirectUri, type UriPiece } from '@portcullis/oauth/browser';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './redirect-uri-comparison.module.css';

interface Props {
  received: string;
  registered: readonly string[];
  /** What can be done about it. */
  children?: ReactNode;
}

/** The URI of a request below the registered one that it comes nearest to, and what is most likely wrong with it. */
export function RedirectUriComparison({ received, registered, children }: Props): ReactNode {
  const { t } = useTranslation();
  const difference = explainRedirectUri(received, registered);
  const others = registered.filter((uri) => uri !== difference?.nearest);
  return (
    <section className="card" aria-labelledby="compare">
      <Title order={3} size="h4" id="compare">
        {t('references.compare')}
      </Title>
      <Text mt={4} mb="md" fw={600} id="slip">
        {difference ? t(`references.slip.${difference.slip}`) : t('references.nothingRegistered')}
      </Text>
      <dl className={classes.pair}>
        <dt>{t('references.received')}</dt>
        <dd id="received">
          <Pieces pieces={difference?.received ?? [{ text: received, differs: false }]} />
        </dd>
        {difference && (
          <>
            <dt>{t('references.nearest')}</dt>
            <dd id="nearest">
              <Pieces pieces={difference.registered} />
            </dd>
          </>
        )}
        {others.length > 0 && (
          <>
            <dt>{t('references.others')}</dt>
            <dd>
              <ul>
                {others.map((uri) => (
                  <li key={uri}>{uri}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      {difference && difference.slip !== 'none' && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('references.marks')}
        </Text>
      )}
      {children}
    </section>
  );
}

/** Never a link: the received one is somebody's guess. */
function Pieces({ pieces }: { pieces: readonly UriPiece[] }): ReactNode {
  return pieces.map(({ text, differs }, at) =>
    differs ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
  );
}
