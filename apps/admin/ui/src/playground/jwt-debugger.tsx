import { Alert, Text, Textarea, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../shell/use-dates.js';
import { decode } from './decode-jwt.js';
import { TokenParts } from './token-parts.js';

/** Takes a JWT apart in this page: what is pasted goes nowhere. */
export function JwtDebugger(): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const [pasted, setPasted] = useState('');
  const token = pasted.trim() === '' ? undefined : decode(pasted.trim());
  const exp = token?.claims['exp'];
  const end = typeof exp === 'number' ? new Date(exp * 1000) : undefined;
  return (
    <section className="card" aria-labelledby="debugger">
      <Title order={2} size="h4" id="debugger">
        {t('playground.debugger')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('playground.debuggerText')}
      </Text>
      <Textarea
        label={t('playground.token')}
        value={pasted}
        onChange={({ currentTarget }) => setPasted(currentTarget.value)}
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'mono' }}
      />
      {token === null && (
        <Alert mt="md" color="yellow" variant="light" role="alert">
          {t('playground.noJwt')}
        </Alert>
      )}
      {token && (
        <>
          {end && (
            <Text mt="md" fw={550} role="status">
              {t(end.getTime() > Date.now() ? 'playground.validUntil' : 'playground.endedAt', {
                at: dates.dateTime(end.toISOString()),
              })}
            </Text>
          )}
          <TokenParts name={t('playground.token')} header={token.header} claims={token.claims} />
        </>
      )}
    </section>
  );
}
