import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ADMIN_ROLES } from '../../../src/access/roles.js';
import classes from '../clients/kind-cards.module.css';
import type { Role } from './types.js';

interface RoleCardsProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly disabled?: boolean;
}

/** One native radio button per role, with what it allows in words; the whole card is its label. */
export function RoleCards({ value, onChange, disabled = false }: RoleCardsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.group} disabled={disabled}>
      <legend className={classes.legend}>{t('members.role')}</legend>
      <div className={`${classes.cards} ${classes.threefold}`}>
        {ADMIN_ROLES.map((role) => (
          <label key={role} className={classes.card}>
            <input
              type="radio"
              name="role"
              value={role}
              className={classes.input}
              checked={role === value}
              onChange={() => onChange(role)}
              aria-describedby={`role-${role}`}
            />
            <span>
              <span className={classes.title}>{t(`roles.${role}.title`)}</span>
              <span id={`role-${role}`} className={classes.text}>
                {t(`roles.${role}.text`)}
                <span className={classes.limit}>{t(`roles.${role}.not`)}</span>
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
