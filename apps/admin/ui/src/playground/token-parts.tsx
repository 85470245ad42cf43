import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Text } from '@mantine/core';
import { useDates } from '../shell/use-dates.js';
import classes from './playground.module.css';

/** Claims that are moments: seconds since the epoch (RFC 7519 section 2, NumericDate). */
const MOMENTS = ['iat', 'exp', 'nbf', 'auth_time', 'updated_at'];

interface TokenPartsProps {
  /** Of the token, for readers who hear the parts. */
  readonly name: string;
  readonly header: object;
  readonly claims: object;
}

/** The two readable parts of a JWT, with its moments as times of day. */
export function TokenParts({ name, header, claims }: TokenPartsProps): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const moments = Object.entries(claims).filter(
    ([claim, value]) => MOMENTS.includes(claim) && Number.isSafeInteger(value),
  );
  return (
    <>
      <pre
        className={classes.wire}
        tabIndex={0}
        role="region"
        aria-label={t('playground.headerOf', { token: name })}
      >
        {JSON.stringify(header, null, 2)}
      </pre>
      <pre
        className={classes.wire}
        tabIndex={0}
        role="region"
        aria-label={t('playground.claimsOf', { token: name })}
      >
        {JSON.stringify(claims, null, 2)}
      </pre>
      {moments.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {moments
            .map(
              ([claim, value]) =>
                `${claim}: ${dates.dateTime(new Date((value as number) * 1000).toISOString())}`,
            )
            .join(' · ')}
        </Text>
      )}
    </>
  );
}
