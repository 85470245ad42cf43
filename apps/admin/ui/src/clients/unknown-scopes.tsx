import { Anchor, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { isScopeToken } from '@portcullis/oauth/browser';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAllowed } from '../session/use-permission.js';
import classes from './client-fields.module.css';
import { useKnownScopes } from './known-scopes.js';

/** A name that is still being typed is none. Milliseconds. */
const PAUSE = 600;

/**
 * Which of the scopes that somebody writes have no words: users would be asked to allow what nobody explains.
 *
 * @param written scopes separated by spaces
 */
export function UnknownScopes({ written }: { written: string }): ReactNode {
  const { t } = useTranslation();
  const mayDescribe = useAllowed()('scopes.edit');
  const { scopes, areAll } = useKnownScopes();
  const [settled] = useDebouncedValue(written, PAUSE);
  if (!areAll) return null;
  const known = new Set(scopes.map(({ name }) => name));
  const unknown = settled.split(/\s+/).filter((name) => isScopeToken(name) && !known.has(name));
  return [...new Set(unknown)].map((name) => (
    <Text key={name} size="xs" className={classes.warning}>
      {t('newClient.scopeUnknown', { name })}{' '}
      {mayDescribe && (
        <Anchor
          size="xs"
          href={`/scopes/new?name=${encodeURIComponent(name)}`}
          target="_blank"
          rel="noopener"
        >
          {t('newClient.describeScope', { name })}
        </Anchor>
      )}
    </Text>
  ));
}
