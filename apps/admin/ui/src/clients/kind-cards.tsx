import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CLIENT_KINDS, type ClientKind } from './client-kind.js';
import classes from './kind-cards.module.css';

interface KindCardsProps {
  readonly value: ClientKind;
  readonly onChange: (kind: ClientKind) => void;
}

/** One native radio button per kind; the whole card is its label. */
export function KindCards({ value, onChange }: KindCardsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t('newClient.kind')}</legend>
      <div className={classes.cards}>
        {CLIENT_KINDS.map((kind) => (
          <label key={kind} className={classes.card}>
            <input
              type="radio"
              name="kind"
              value={kind}
              className={classes.input}
              checked={kind === value}
              onChange={() => onChange(kind)}
              aria-describedby={`kind-${kind}`}
            />
            <span>
              <span className={classes.title}>{t(`kinds.${kind}.title`)}</span>
              <span id={`kind-${kind}`} className={classes.text}>
                {t(`kinds.${kind}.text`)}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
