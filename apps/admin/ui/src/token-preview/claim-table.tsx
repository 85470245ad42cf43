import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../shell/use-dates.js';
import classes from './token-preview.module.css';
import type { AbsentClaim, PreviewedClaim, PreviewedClaims } from './types.js';

/** Claims that are moments: seconds since the epoch (RFC 7519 section 2, NumericDate). */
const MOMENTS = ['iat', 'exp', 'nbf', 'auth_time', 'updated_at'];

/** The claims of one token, where each of them comes from, and what is not among them. */
export function ClaimTable({ caption, content }: { caption: string; content: PreviewedClaims }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <table className={classes.claims} aria-label={caption}>
        <thead>
          <tr>
            <th scope="col">{t('tokenPreview.claim')}</th>
            <th scope="col">{t('tokenPreview.value')}</th>
            <th scope="col">{t('tokenPreview.origin')}</th>
          </tr>
        </thead>
        <tbody>
          {content.claims.map((claim) => (
            <tr key={claim.name}>
              <th scope="row" className="mono">
                {claim.name}
              </th>
              <td>
                <Value claim={claim} />
              </td>
              <td className={classes.origin}>
                <Origin claim={claim} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {content.absent.length > 0 && <Absent caption={caption} claims={content.absent} />}
    </>
  );
}

function Value({ claim: { name, value, varies } }: { claim: PreviewedClaim }): ReactNode {
  const { t } = useTranslation();
  const dates = useDates();
  const parsed = JSON.parse(value) as unknown;
  return (
    <>
      <span className="mono">{typeof parsed === 'string' ? parsed : value}</span>
      {MOMENTS.includes(name) && typeof parsed === 'number' && (
        <Text size="xs" c="dimmed">
          {dates.dateTime(new Date(parsed * 1000).toISOString())}
        </Text>
      )}
      {varies && (
        <Text size="xs" c="dimmed">
          {t('tokenPreview.varies')}
        </Text>
      )}
    </>
  );
}

function Origin({ claim: { origin, from } }: { claim: PreviewedClaim }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {t(`tokenPreview.origins.${origin}`)}
      {from !== null && (
        <>
          {' '}
          <span className="mono">{from}</span>
        </>
      )}
    </>
  );
}

function Absent({ caption, claims }: { caption: string; claims: readonly AbsentClaim[] }): ReactNode {
  const { t } = useTranslation();
  const title = t('tokenPreview.absent');
  const reasons = new Map<string, AbsentClaim[]>();
  for (const claim of claims) {
    const text = t(`tokenPreview.absence.${claim.reason}`, { scope: claim.scope ?? '' });
    reasons.set(text, [...(reasons.get(text) ?? []), claim]);
  }
  return (
    <>
      <Title order={3} size="h6" mt="lg" mb={4}>
        {title}
      </Title>
      <ul className={classes.absent} aria-label={`${caption}: ${title}`}>
        {[...reasons].map(([reason, alike]) => (
          <li key={reason}>
            <span className="mono">{alike.map(({ name }) => name).join(', ')}</span>{' '}
            <Text span size="sm" c="dimmed">
              {reason}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
